"""The words of a message that does nothing but take an offer, a language a row: 'ok, I take option B, please'."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Consent:
    """Phrases, parted by commas: names of an offer, words of taking one, of asking, of thanking, and what is beside.

    `follows` is what stands behind the letter, where a language puts names and endings there. No phrase says no, asks,
    sets a condition, or tells of a size or a model; what is not among them is not understood.
    """

    names: str
    takes: str
    please: str
    thanks: str
    beside: str
    follows: str = ""
    unspaced: bool = False


COMMON = "ok,okay,oki,okey,okej,oke,ок,окей"
CONSENTS = {
    "en": Consent(
        "option,solution,offer,choice,alternative,proposal,suggestion",
        "take,choose,pick,prefer,want,accept,select,go for,go with,like,take the,for,choice is,answer is",
        "please,pls,plz",
        "thanks,thank you,thx,thank you very much,many thanks,thanks a lot",
        "i,i'll,i'd,we,we'll,we'd,will,would,to,my,the,yes,yeah,yep,sure,fine,good,great,perfect,agreed,alright,then,"
        "hello,hi,hey,dear,seller,sir,is fine,is good,is great,is ok,is okay,is perfect,sounds good,works,"
        "works for me,"
        "for me,let's,rather,me,is fine for me,one",
    ),
    "es": Consent(
        "opcion,solucion,alternativa,propuesta,oferta,respuesta",
        "elijo,prefiero,quiero,quisiera,acepto,escojo,tomo,me quedo con,voy con,elijo la,prefiero la,quiero la,"
        "acepto la,escojo la,me quedo con la,voy con la,la,elegimos,preferimos,voy a elegir,voy a elegir la",
        "por favor,porfa,porfavor",
        "gracias,muchas gracias,muchisimas gracias",
        "si,vale,bien,perfecto,de acuerdo,hola,buenos dias,buenas tardes,buenas,yo,entonces,claro,esta bien,"
        "me parece bien,"
        "genial,mejor,estimado vendedor",
    ),
    "pt": Consent(
        "opcao,solucao,alternativa,proposta,oferta,resposta",
        "escolho,prefiro,quero,aceito,fico com,vou de,pode ser,escolho a,prefiro a,quero a,aceito a,fico com a,"
        "pode ser a,gostaria,gostaria da,a opcao,escolher",
        "por favor,pf,pfv,se faz favor",
        "obrigado,obrigada,muito obrigado,muito obrigada,valeu",
        "sim,tudo bem,ta bom,esta bem,certo,perfeito,claro,ola,oi,bom dia,boa tarde,boa noite,eu,entao,beleza,vou,"
        "concordo",
    ),
    "fr": Consent(
        "option,l'option,solution,la solution,proposition,la proposition,offre,l'offre,choix,reponse",
        "prends,choisis,prefere,veux,accepte,opte pour,prends la,choisis la,prefere la,voudrais,choisissons,la,le,"
        "prenons,preferons",
        "s'il vous plait,svp,s'il te plait,stp,s.v.p",
        "merci,merci beaucoup,merci bien",
        "je,nous,oui,d'accord,parfait,tres bien,bien,bonjour,bonsoir,salut,va pour,ca marche,ca me va,me convient,"
        "alors,"
        "entendu,c'est bon,pour moi",
    ),
    "de": Consent(
        "option,losung,loesung,variante,moglichkeit,moeglichkeit,alternative,angebot,vorschlag",
        "nehme,wahle,waehle,mochte,moechte,bevorzuge,will,hatte gern,hatte gerne,haette gern,haette gerne,fur,fuer,"
        "nehme die,nehmen,wahlen,die,entscheide mich fur,entscheide mich fuer",
        "bitte,bitteschon",
        "danke,vielen dank,danke schon,danke sehr,besten dank,herzlichen dank,dankeschon",
        "ja,gut,in ordnung,einverstanden,passt,gern,gerne,hallo,guten tag,guten morgen,moin,ich,wir,dann,klar,prima,"
        "perfekt,alles klar,lieber,mir,ist gut,ist in ordnung,ware gut,das",
    ),
    "it": Consent(
        "opzione,l'opzione,soluzione,la soluzione,proposta,la proposta,offerta,l'offerta,scelta",
        "scelgo,preferisco,voglio,vorrei,accetto,prendo,opto per,scelgo la,preferisco la,prendo la,la,scegliamo",
        "per favore,per piacere,per cortesia,prego",
        "grazie,grazie mille,molte grazie,tante grazie",
        "si,va bene,bene,d'accordo,perfetto,ciao,salve,buongiorno,buonasera,io,noi,allora,certo,mi va bene,va bene la",
    ),
    "nl": Consent(
        "optie,oplossing,keuze,voorstel,aanbod,mogelijkheid",
        "kies,neem,wil,prefereer,ga voor,kies voor,wil graag,kiezen,voor,doe maar,doe",
        "alstublieft,alsjeblieft,aub,ajb,graag",
        "bedankt,dank u,dank je,dank u wel,dank je wel,dankjewel,hartelijk dank,dankuwel",
        "ja,goed,prima,akkoord,hallo,hoi,goedemorgen,goedemiddag,goedendag,ik,wij,we,dan,is goed,is prima,mij,de,"
        "liever",
    ),
    "pl": Consent(
        "opcja,opcje,opcji,wariant,rozwiazanie,propozycja,propozycje,oferta,oferte",
        "wybieram,wole,chce,biore,poprosze,akceptuje,wybieramy,prosze o,poprosze o,chcialbym,chcialabym,"
        "decyduje sie na",
        "prosze,poprosze",
        "dziekuje,dzieki,dziekuje bardzo,bardzo dziekuje",
        "tak,dobrze,zgoda,zgadzam sie,zgadzam sie na,swietnie,dzien dobry,witam,czesc,ja,to,w porzadku,pasuje,"
        "pasuje mi",
    ),
    "cs": Consent(
        "moznost,varianta,variantu,reseni,nabidka,nabidku,volba,volbu,navrh,opce,opci",
        "vybiram,volim,chci,beru,preferuji,chtel bych,chtela bych,prijimam,vybiram si,prosim o",
        "prosim",
        "dekuji,dekuju,diky,mockrat dekuji,moc dekuji",
        "ano,jo,dobre,souhlasim,souhlasim s,v poradku,dobry den,ahoj,zdravim,ja,tak,radeji,skvele",
    ),
    "ru": Consent(
        "вариант,варианте,вариантом,решение,опция,опцию,предложение",
        "выбираю,беру,хочу,предпочитаю,согласен на,согласна на,выбрал,выбрала,выбираем,давайте,за,принимаю,хотел бы,"
        "хотела бы,предпочту",
        "пожалуйста,пож,плиз",
        "спасибо,большое спасибо,спасибо большое,благодарю",
        "да,хорошо,ладно,согласен,согласна,здравствуйте,добрый день,добрый вечер,привет,я,мы,мне,тогда,подходит,"
        "отлично,"
        "меня устраивает,устраивает,лучше,конечно,договорились",
    ),
    "uk": Consent(
        "варіант,варіантом,рішення,опція,опцію,пропозиція,пропозицію",
        "обираю,вибираю,беру,хочу,згоден на,згодна на,обираємо,давайте,за,приймаю,хотів би,хотіла б",
        "будь ласка,прошу",
        "дякую,щиро дякую,дуже дякую,спасибі",
        "так,добре,гаразд,згоден,згодна,вітаю,добрий день,доброго дня,привіт,я,ми,мені,тоді,підходить,чудово,краще",
    ),
    "tr": Consent(
        "secenek,cozum,teklif,oneri",
        "tercihim,secimim",
        "lutfen",
        "tesekkurler,tesekkur ederim,cok tesekkurler,cok tesekkur ederim,sagolun,sag olun",
        "evet,tamam,olur,merhaba,selam,iyi gunler,ben,biz,seciyorum,istiyorum,tercih ediyorum,kabul ediyorum,"
        "isterim,uygun",
        "secenegi,secenegini,seceneginizi,secenegi olsun,cozumu,cozumunu,teklifi,teklifini,yi,olsun",
    ),
    "ar": Consent(
        "الخيار,خيار,الحل,حل,العرض,عرض,الاقتراح,اقتراح",
        "اختار,أختار,اخترت,أفضل,افضل,أريد,اريد,أقبل,اقبل,اختار الخيار,موافق على,موافقة على,سآخذ",
        "من فضلك,من فضلكم,رجاء,الرجاء,لو سمحت,لو سمحتم",
        "شكرا,شكرا لك,شكرا لكم,شكرا جزيلا",
        "نعم,حسنا,تمام,طيب,موافق,موافقة,مرحبا,السلام عليكم,أنا,انا,اوكي,أوكي,ممتاز,أهلا",
    ),
    "he": Consent(
        "אפשרות,האפשרות,פתרון,הפתרון,הצעה,ההצעה,אופציה,חלופה",
        "בוחר ב,בוחרת ב,בוחר את,בוחרת את,מעדיף את,מעדיפה את,רוצה את,בוחר,בוחרת,מעדיף,מעדיפה,רוצה,באפשרות,לוקח את,"
        "מסכים ל",
        "בבקשה",
        "תודה,תודה רבה,המון תודה",
        "כן,בסדר,אוקיי,אוקי,שלום,היי,אני,אנחנו,מצוין,מסכים,מסכימה,סבבה,מעולה,מתאים לי,טוב",
    ),
    "ja": Consent(
        "選択肢,案,プラン,解決策,方法,オプション,提案",
        "では,じゃあ,それでは",
        "お願いします,お願いいたします,お願い致します,おねがいします,お願い,ください",
        "ありがとうございます,ありがとう,有難うございます",
        "はい,了解しました,了解です,承知しました,わかりました,分かりました,こんにちは,私は,で,でお願いします,"
        "がいいです,が良いです,"
        "がいい,でいいです,で良いです,にします,を選びます,を希望します,希望です,希望します,の方,のほう,を,に,の,"
        "案で,プランで,です,"
        "決めました,よろしくお願いします,よろしくお願いいたします,宜しくお願いします,どうぞ",
        unspaced=True,
    ),
    "zh": Consent(
        "选项,選項,方案,选择,選擇,选,選,解决方案,解決方案,办法,辦法,提议,选项是,答案是",
        "要,想要,接受,同意,用,就,按,喜欢,喜歡,偏好,我要,就要,那就,走",
        "请,請,麻烦,麻煩,拜托,拜託,吧,了",
        "谢谢,謝謝,多谢,多謝,谢谢你,謝謝你,谢谢您,謝謝您,感谢,感謝",
        "好的,好,行,可以,嗯,嗯嗯,你好,您好,亲,親,我,我们,我們,那,是的,是,没问题,沒問題,就行,就好,好了,啊,哦,哈,啦,"
        "的,方案吧",
        unspaced=True,
    ),
    "ko": Consent(
        "옵션,선택지,방안,해결책,제안",
        "저는,제가,전,그럼,그러면",
        "부탁드립니다,부탁드려요,부탁합니다,부탁해요,부탁 드립니다,부탁 드려요,주세요,해주세요,해 주세요",
        "감사합니다,고맙습니다,감사해요,고마워요",
        "네,예,넵,알겠습니다,안녕하세요,로,로 할게요,으로,할게요,하겠습니다,하고 싶어요,를,을,안으로,안을,"
        "안으로 할게요,선택할게요,"
        "선택합니다,선택하겠습니다,선택해요,원합니다,원해요,좋아요,좋습니다,좋겠습니다,가 좋아요,가 좋습니다,"
        "가 좋겠습니다,이 좋아요,"
        "입니다,요,하죠,해요,진행해,진행,옵션으로,번",
        unspaced=True,
    ),
    "th": Consent(
        "ตัวเลือก,ข้อ,แบบ,วิธี,ทางเลือก,ข้อเสนอ",
        "เลือก,เอา,ขอ,ขอเลือก,ต้องการ,อยากได้,รับ,ชอบ",
        "ครับ,ค่ะ,คับ,นะคะ,นะครับ,นะ,ด้วย,จ้า,จ้ะ",
        "ขอบคุณ,ขอบคุณมาก,ขอบคุณค่ะ,ขอบคุณครับ,ขอบใจ",
        "โอเค,ตกลง,ได้เลย,ได้,ดี,สวัสดี,ผม,ฉัน,ดิฉัน,เรา,ก็ได้,เลย,แล้วกัน,ที่",
        unspaced=True,
    ),
    "vi": Consent(
        "phương án,lựa chọn,cách,giải pháp,chọn,đề xuất",
        "lấy,muốn,thích,đồng ý,đồng ý với,chấp nhận,theo,muốn chọn,xin chọn",
        "nhé,nha,ạ,giúp,giúp mình,với",
        "cảm ơn,cám ơn,cảm ơn shop,cảm ơn bạn,thanks",
        "vâng,dạ,được,tôi,mình,em,mình sẽ,chào shop,chào bạn,xin chào,tốt,ừ,shop,sẽ,cho mình,đi",
    ),
    "id": Consent(
        "opsi,pilihan,solusi,pilih,tawaran,penawaran",
        "mau,ambil,memilih,setuju,setuju dengan,ingin,mau yang,pilih yang,yang,terima",
        "tolong,mohon,ya,dong,deh",
        "terima kasih,makasih,trims,terimakasih,makasi",
        "iya,baik,boleh,oke,halo,hai,saya,aku,kami,saja,aja,kak,min,gan,sip,baiklah,kalau begitu",
    ),
}
