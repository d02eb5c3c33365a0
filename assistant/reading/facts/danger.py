"""Whether a message may be about goods that hurt somebody: fire, smoke, shocks, burns, rashes, choking, bleeding.

The words alone also stand in jokes and in news of other things ('fire sale', 'exploded with colour'), and the encoder
alone takes much harm to goods for harm to people. What both find is worth a look (training/README.md has the figures);
what is told without such a word is missed.
"""

from __future__ import annotations

import re
from functools import cache

# Beginnings of words, as a rule: endings are many. Of what a seam or a broken thing is said too, there is nothing here.
DANGER = {
    "en": r"caught fire|on fire\b|in flames|flames|burn(?:t|ed|s|ing)? (?:my|his|her|our|their|me|him)|"
    r"burns? on|smok(?:e|ing|ed)\b|spark(?:s|ed|ing)\b|explod|blew up|burst in|electric shock|"
    r"gave (?:me|him|her|us) a (?:\w+ )?shock|shock(?:ed)? (?:me|off|from)|got a (?:\w+ )?shock|swell|"
    r"swoll|bulg|melt(?:ed|ing|s)?\b|scorch|rash\b|hives|allerg|blister|chok|swallow|hospital|"
    r"emergency room|\bA&E\b|stitches|bleed|bled\b|injur|poison|vomit|threw up|fumes|burning smell|"
    r"smells? of burning|smell of burning|overheat|too hot to (?:touch|hold)|collapsed under|"
    r"gave way under|in (?:a )?cast\b|fractur|concuss",
    "zh": r"着火|起火|着了火|冒烟|冒煙|火花|爆炸|炸了|炸开|炸裂|触电|觸電|(?<![充放])[电電]到|漏电|漏電|鼓包|膨胀|膨脹|"
    r"融化|熔化|烧焦|燒焦|烫伤|燙傷|烧伤|燒傷|红疹|紅疹|过敏|過敏|起泡|窒息|噎|吞下|吞了|医院|醫院|急诊|"
    r"急診|缝了|縫了|流血|出血|割伤|割傷|受伤|受傷|中毒|呕吐|嘔吐|糊味|焦味|发烫|發燙|过热|過熱|骨折|骨裂",
    "ru": r"загорел|вспыхнул|пламя|пожар|дым(?:ит|ил|ом|ок)?\b|задымил|искр|взорва|рванул|бьёт током|бьет током|"
    r"ударил[оа]? током|долбану|вздул|раздул|расплави|ожог|обожг|обожж|сыпь|высыпал|аллерги|волдыр|подави|"
    r"проглоти|задохн|больниц|травмпункт|скор(?:ая|ую) |кров|порез|травм|отрави|рвот|вырвало|гарью|"
    r"палён|горелым|перегрев|перелом",
    "es": r"se prendió fuego|prendi[oó] fuego|en llamas|incendi|humo|humea|chispa|explot|calambre|"
    r"descarga eléctrica|me dio corriente|hinchad|hinch[oó]|derreti|quem(?:a|ó|é|adura)|ampolla|"
    r"sarpullido|ronchas|alergi|alérgic|atragant|se trag[oó]|hospital|urgencias|puntos de sutura|sangr|"
    r"herid|lesion|intoxic|vomit|olor a quemado|huele a quemado|sobrecalent|fractur",
    "pt": r"pegou fogo|em chamas|chamas|incêndio|incendi|fumaça|fumo\b|faísca|explod|estour(?:ou|aram) na|"
    r"choque|estufad|estufou|inchad|inchou|derret|queim|bolha|alergi|alérgic|assadura|coceira|engasg|"
    r"engoli|hospital|pronto[- ]socorro|urgências|pontos na|sangr|machuc|ferid|intoxic|vomit|"
    r"cheiro de queimado|superaquec|fratur",
    "fr": r"pris feu|en feu|flammes|fum(?:é|ée|er|ait)|étincelle|explos|électrocut|décharge électrique|"
    r"pris (?:une|le) (?:décharge|jus|châtaigne)|châtaigne|gonfl|fondu|brûl|éruption|plaques rouges|"
    r"boutons partout|allergi|cloque|étouff|avalé|hôpital|urgences|points de suture|saign|bless|intoxi|"
    r"vomi|odeur de brûlé|surchauff|fractur",
    "de": r"brann|in flammen|feuer gefangen|qualm|geraucht|\braucht\b|\brauch\b|funken|explodier|stromschlag|"
    r"einen gewischt|aufgebläht|bläht sich|geschmolzen|verschmort|verbrannt|verbrenn|brandblase|"
    r"ausschlag\b|allergi|quaddel|verschluck|erstick|krankenhaus|notaufnahme|genäht|blutet|verletz|"
    r"vergift|erbroch|kokel|schmor|überhitz|glühend heiß|gebrochen[^.]{0,20}(?:arm|bein|hand)",
    "it": r"preso fuoco|in fiamme|fiamme|incendi|fumo\b|fumare|scintill|esplos|scoppi|scossa|corrente addosso|"
    r"gonfia|fus[oa]\b|sciolt|bruciat|ustion|vescic|sfogo|eritema|orticaria|allergi|soffoc|ingoiat|"
    r"inghiott|ospedale|pronto soccorso|punti di sutura|sanguin|ferit|intossic|vomit|puzza di bruciato|"
    r"odore di bruciato|surriscald|frattur",
    "nl": r"in brand|vlam|brand gevlogen|rook\b|rookt|vonk|ontplof|explod|stroomstoot|"
    r"schok (?:van|gekregen|gehad)|opgezwollen|bol staan|gesmolten|gesmelt|verbrand|brandblaar|blaren|"
    r"uitslag|allergi|verslikt|gestikt|ingeslikt|ziekenhuis|spoedeisende|gehecht|bloed|gewond|verwond|"
    r"vergift|overgegeven|brandlucht|schroei|oververhit|gloeiend",
    "pl": r"zapali[łl]|w płomieniach|płomie|pożar|dym(?:i|u|em|ił)?\b|iskr|wybuch|eksplod|porazi[łl]|"
    r"kopn(?:ął|ęł|ie)|prąd(?:em)? (?:kop|poraz)|spuch|napuch|wybrzusz|stopi|poparz|oparz|przypal|wysypk|"
    r"uczul|alergi|pęcherz|zadław|zakrztu|połkn|szpital|pogotowi|krwaw|krew|zrani|skalecz|"
    r"zatru|wymiot|swąd|spalenizn|przegrzew|"
    r"złama\w+ (?:rękę|nogę|palec|palca|nadgarst\w+)",
    "cs": r"začal[oa]? hořet|hoř(?:í|el)|v plamenech|plamen|požár|kouř|jiskř|vybuch|explod|kopl|kope|proud|"
    r"nafoukl|vyboul|roztavi|popáli|spáli|vyrážk|alergi|puchýř|zadusi|dusi[lt]|spolkl|nemocnic|pohotovost|"
    r"krvác|krev|zrani|poran|otrav|zvrac|spálenin|přehřív|"
    r"zlom\w+ (?:si )?(?:ruku|nohu|prst|zápěstí)",
    "uk": r"загорі|спалахну|полум|пожеж|дим(?:ить|ив|ом)?\b|задими|іскр|вибух|б['’]є струмом|"
    r"вдарил[оа]? струмом|струмом|здул|роздул|розплав|опік|обпік|обпек|висип|алергі|пухир|подави|проковтн|"
    r"задихн|лікарн|травмпункт|швидк(?:а|у) |кров|поріз|травм|отруї|блюва|горілим|паленим|перегрі|"
    r"перелом",
    "tr": r"alev|yandı|yangın|tutuş|duman|kıvılcım|patla|çarp(?:tı|ıyor)|elektrik çarp|şişti|şişmiş|eridi|"
    r"erimiş|yanık|yakt[ıi]|kızar|kaşın|alerji|döküntü|boğul|yuttu|hastane|acil servis|kanad[ıi]|kanama|yarala|"
    r"zehirlen|kustu|kusma|yanık koku|aşırı ısın|kırıldı(?:.{0,20})(?:kol|bacak)",
    "ar": r"حريق|احترق|اشتعل|ولع|نار|دخان|شرار|انفجر|كهرب|صعق|انتفخ|منتفخ|ذاب|حرق|حروق|طفح|حساسي|حكة|اختنق|"
    r"ابتلع|بلع|مستشفى|طوارئ|غرز|نزيف|دم\b|جرح|انجرح|تسمم|استفراغ|ريحة شياط|شياط|كسر(?:.{0,10})(?:يد|رجل)",
    "he": r"עלה באש|נדלק|להבות|שריפה|עשן|ניצוצ|התפוצצ|חשמל אותי|התחשמל|התנפח|נמס|כווי|נשרף|שרף|פריחה|אלרגי|"
    r"שלפוחי|נחנק|בלע|בית חולים|מיון|תפרים|דימום|מדמם|דם\b|נפצע|פציעה|הרעל|הקיא|ריח שרוף|התחמם|שבר ב",
    "ja": r"発火|火が(?:出|つ)|燃え|炎|煙|火花|爆発|破裂|感電|ビリッ|膨らん|膨張|溶け|やけど|火傷|発疹|かぶれ|"
    r"湿疹|アレルギ|かゆ|赤く腫|腫れ|窒息|飲み込|誤飲|病院|救急|縫いました|針縫|出血|血が|怪我|ケガ|けが|"
    r"中毒|吐い|嘔吐|焦げ|異臭|過熱|骨折",
    "ko": r"불이 (?:났|붙)|불났|불꽃|화재|연기|스파크|폭발|터졌|터져|감전|전기가 (?:통|올)|찌릿|부풀|녹았|녹아|"
    r"화상|데었|데였|발진|두드러기|알레르기|알러지|가려(?=[워웠움운우])|가렵|"
    r"질식|삼켰|삼킬|병원|응급|꿰맸|피가 (?=[나났철])|출혈|다쳤|다칠|"
    r"부상|중독|토했|타는 냄새|탄내|과열|골절",
    "th": r"ไฟไหม้|ไฟลุก|ลุกไหม้|ควัน|ประกายไฟ|ระเบิด|ไฟดูด|ไฟช็อต|ช็อต|บวม|ละลาย|ลวก|ไหม้|พอง|ผื่น|แพ้|คันไปทั้ง|คันมาก|คันตาม|"
    r"สำลัก|กลืน|โรงพยาบาล|ฉุกเฉิน|เย็บ|เลือด|บาดเจ็บ|บาดมือ|เป็นพิษ|อาเจียน|กลิ่นไหม้|ร้อนจัด|กระดูก",
    "vi": r"bốc cháy|cháy|bốc khói|khói|tia lửa|tóe lửa|toé lửa|phát nổ|nổ tung|nổ\b|giật điện|điện giật|"
    r"bị giật|phồng|chảy nhựa|chảy ra|bỏng|phỏng|nổi mẩn|mẩn đỏ|dị ứng|ngứa|hóc|nghẹn|nuốt|bệnh viện|"
    r"cấp cứu|khâu|chảy máu|bị thương|ngộ độc|nôn|mùi khét|khét|quá nóng|gãy (?:tay|chân|xương)",
    "id": r"terbakar|kebakaran|api\b|asap|berasap|percik|meledak|meletus|nyetrum|kesetrum|setrum|kembung|"
    r"menggembung|bengkak|meleleh|melepuh|luka|ruam|gatal|alergi|tersedak|tertelan|rumah sakit|ugd|igd|"
    r"jahit|berdarah|darah|cedera|keracunan|muntah|bau gosong|gosong|panas sekali|patah tulang",
}


# What may stand before the beginning of a word in the same word: articles and prefixes; of compounds anything.
BEFORE = {
    "de": r"\w*", "nl": r"\w*", "he": r"(?<!\w)[הובלמשכ]{0,3}",
    "ar": r"(?<!\w)[وف]?[بلكس]?(?:ال|[ميتناأ])?", "zh": "", "ja": "", "ko": "", "th": "",
}  # fmt: skip


def speaks_of_danger(text: str, language: str) -> bool:
    """Whether a text in a language has a word of danger; in one that is not known, of any language's."""
    languages = (language,) if language in DANGER else tuple(DANGER)
    return any(_words(one).search(text) for one in languages)


@cache
def _words(language: str) -> re.Pattern[str]:
    before = BEFORE.get(language, r"(?<!\w)")
    return re.compile(f"{before}(?:{DANGER[language]})", re.IGNORECASE)
