"""The words beside a number of pieces: that they have not come, none has, they are broken, or it is no goods.

Grammar, not meaning: the lists are closed. Each is a regular expression's alternatives.
"""

from __future__ import annotations

import re

LACKS = {
    "en": r"all (?:but|except)|(?:were|was|is|are)n['’]?t (?:there|here|in|inside|included)|"
    r"missing(?! (?:their|its|the|a|an) )|lacking|short (?:by|of)|absent|not (?:there|here|inside|"
    r"included|received|delivered|in (?:it|the (?:box|parcel|package|packet|bag|order)))|"
    r"(?:did(?:n['’]?t| not)|ha(?:ven['’]?t|ve not|sn['’]?t|s not)|never) (?:come|came|arrived?|get|got|received?)",
    "zh": "除了|少(?:发|發|寄|给|給|装|裝)?了?|缺(?:少|了)?|差了?|漏(?:发|發|寄)?了?|"
    "[没沒](?:有)?(?:收到|到|发|發|寄|给|給)|不(?:见|見)了?",
    "ru": r"кроме|недостача|нету|не оказал\w+|не хват\w+|нехват\w+|не доста[её]т|недоста\w+|недополож\w+|"
    r"отсутству\w+|"
    r"не (?:приш\w+|приехал\w*|положил\w*|доложил\w*|получил\w*|дош\w+|было)|нет(?: в \w+)?",
    "es": r"tod[oa]s (?:menos|excepto|salvo)|faltan?|faltaban?|faltó|faltaron|faltando|"
    r"(?:no|nunca) (?:me )?(?:llegó|llegaron|recib\w+|vino|vinieron|venían?)",
    "pt": r"tod[oa]s (?:menos|exceto)|faltam?|faltavam?|faltou|faltaram|faltando|(?:n[ãa]o|nunca) (?:chegou|"
    r"chegaram|recebi|veio|vieram)",
    "fr": r"tou(?:te)?s sauf|manqu\w+|absente?s?|(?:pas|jamais) (?:re[çc]ue?s?|arriv[ée]e?s?|l[àa]|dans)|en moins",
    "de": r"alle (?:bis auf|außer)|gefehlt|nicht im|fehlt(?! (?:der|die|das|ein|eine|am|an) )|"
    r"fehlen(?! (?:der|die|das|am|an) )|fehlte|fehlten|zu wenig|"
    r"nicht (?:dabei|da|drin|enthalten|angekommen|gekommen|geliefert|erhalten|bekommen)",
    "it": r"tutt[ie] (?:tranne|eccetto|meno)|non (?:ci sono|c['’]è|c['’]erano)|manca|mancano|mancava|"
    r"mancavano|mancanti?|non (?:è|sono) arrivat[oaie]|non ho ricevuto|in meno",
    "nl": r"niet in|ontbreekt|ontbreken|ontbrak|ontbraken|mist?|missen|te weinig|"
    r"niet (?:bij|geleverd|ontvangen|gekregen|aangekomen)",
    "pl": r"(?:wszystk\w+|wszyscy) (?:oprócz|poza|prócz)|brak|brakuje|brakowało|brakło|nie (?:ma|było|"
    r"dotar\w+|przysz\w+|dosta\w+|otrzyma\w+|dosz\w+)",
    "cs": r"(?:kromě|až na)|chyb[íěi]\w*|nedoraz\w+|nepřiš\w+|neby[ly]\w*|není|nejsou|nedosta\w+",
    "uk": r"крім|окрім|не вистача\w+|бракує|бракувало|відсутн\w+|"
    r"не (?:прийш\w+|приїха\w+|поклали|отрима\w+|дійш\w+|було)|нема(?:є)?",
    "tr": r"hariç|dışında|eksik\w*|noksan|yok|yoktu|gelmedi|gelmemiş|çıkmadı|cikmadi|ulaşmadı",
    "ar": r"كل\w* (?:إلا|ما عدا)|[وف]?ناقص\w*|نقص|مفقود\w*|لم (?:تصل\w*|يصل\w*|أستلم|استلم)|ما (?:وصل\w*|"
    r"استلمت)|(?:غير|مو|مش) موجود\w*",
    "he": r"(?:כולם|כולן|הכל) חוץ מ|ו?ה?חסר\w*|לא (?:הגיע\w*|קיבלתי|קיבלנו|היה|היו)",
    "ja": r"無(?:い|か|く)|な(?:い|かった|し)(?=です|で|[。!！\s]|$)|未着|届かな|来て(?:い)?(?:な|ませ)|来な|以外|"
    r"足り(?:な|ま)|不足|入って(?:い)?な|"
    r"入って(?:い)?ませ|届いて(?:い)?な|届いて(?:い)?ませ|欠品|欠けて",
    "ko": "덜 ?왔|미배송|미도착|안 ?옴|빼고|없|안 ?왔|안 ?들어|빠[졌져]|부족|누락|못 ?받|모자라",
    "th": "ขาด|หาย|ไม่ได้|ไม่มา|ไม่มี",
    "vi": r"hụt|trừ|thiếu|không (?:có|nhận được|thấy)|chưa (?:nhận được|tới|đến)|mất",
    "id": r"kecuali|(?:tidak|ga|gak|nggak|tdk|belum) dikirim|kurang|hilang|(?:tidak|ga|gak|nggak|tdk) (?:ada|"
    r"datang|sampai|dapat)|belum (?:datang|sampai)",
}
# 'Not one of them came' is no one that came, and no one that is missing.
NOT_ONE = re.compile(
    r"not (?:even )?(?:a single )?(?:one|1)\b|(?:n['’]?t|not|never) (?:\w+ )(?:even )?(?:one|a single)(?= yet|"
    r"[.!]|$| of)"
    r"|[一1]\s?(?:个|個|件|双|雙|只|条|套|本|枚|つ|足|点|着|箱)(?:都|也|も)"
    r"|(?:한|하나|1)\s?(?:개|장|벌|켤레|병|박스)?도 "
    r"|\b(?:ни одн\w+|(?:ні|ані) одн\w+|жодн\w+|ani jed\w+|ni (?:una?|uno|1)|nem (?:uma?|1)"
    r"|(?:pas|jamais) (?:re[çc]ue? )?une? seule?|nicht (?:ein)?(?:mal )?ein\w*|(?:neanche|nemmeno) un[oa]?|"
    r"niet (?:eens )?(?:een|één)"
    r"|(?:bir|1) ?(?:tanesi|tane|adet)? bile|ولا واحد\w*|ו?אף (?:אחד|אחת)|(?:một|1) (?:cái|chiếc|đôi|hộp) nào|"
    r"(?:satu|1)(?: \w+)? pun)\b",
    re.IGNORECASE,
)
# 'Only one is broken' came as the others did.
BROKEN = re.compile(
    r"broke|crack|chipp|damag|smash|defect|坏|碎|破|裂|разбит|слома|битая|битый|rot[oa]|quebr|cass[ée]|kaputt|"
    r"defekt|kapot|"
    r"rott[oai]|stłucz|rozbit|zepsut|uszkodz|розбит|зламан|kırık|kirik|bozuk|مكسور|שבור|割れ|壊れ|不良|깨[졌진져]|แตก|"
    r"พัง|vỡ|hỏng|"
    r"pecah|rusak",
    re.IGNORECASE,
)
# What is counted and is no goods. 'Paket' is goods as well, in Turkish and Indonesian; a package of two is mostly not.
OTHER = re.compile(
    r"(?:packages?|parcels?|shipments?|mails?|e-?mails?|messages?|repl\w+|answers?|"
    r"photos?|pictures?|pics?|videos?|fotos?|foto\w*|фото\w*|照片|图片|视频|写真|사진|รูป|ảnh|gambar|zdj\w+|fotk\w+|"
    r"תמונ\w+|הודעות|صور\w*|包裹|посыл\w+|"
    r"paquetes?|mensajes?|"
    r"pacotes?|mensage\w+|colis|paket(?:e|en|te|ten|i)?|pakket\w*|pacc\w+|paczk\w+|balík\w*|посил\w+|طرد\w*|"
    r"חבילה|חבילות|kiện|"
    r"箱|박스|กล่อง|mal|krát)(?!\w)",
    re.IGNORECASE,
)
# Beside a number that is a size, and before one that is a size, a model, a price.
SIZES = (
    r"size|sz|gr(?:ö|oe)(?:ß|ss)e|gr|taille|talla|tamanho|taglia|maat|rozmiar\w*|velikost\w*|размер\w*|розмір\w*|"
    r"beden|numara|مقاس\w*|מידה|cỡ|ukuran"
)
MODELS = r"iphone|айфон|ipad|galaxy|note|ps|model\w*|модел\w*|nr|no|number|nummer|n[uú]mero"
NAMED = re.compile(rf"(?<!\w)(?:{SIZES}|{MODELS}|for|um)\W{{0,2}}$", re.IGNORECASE)
ARTICLES = frozenset({"ein", "eine", "einem", "einen", "un", "una", "une", "um", "uma", "a", "een", "bir"})
