"""Names of messengers, whatever is put between their letters, and names of accounts there."""

from __future__ import annotations

import re

GAP = r"[\s._\-*|·•]{0,3}"
HEARTS = "[\\s._\\-*|·•♥❤♡💗💕💓💖\ufe0f]{0,3}"


def spaced(*words: str) -> str:
    """Return a pattern for words that may be written with gaps: w h a t s a p p."""
    return "|".join(GAP.join(re.escape(letter) for letter in word.replace(" ", "")) for word in words)


MESSENGER_NAMES = (
    "whatsapp", "wechat", "weixin", "telegram", "viber", "instagram", "facebook", "messenger", "snapchat", "tiktok",
    "vkontakte", "skype", "discord", "zalo",
)  # fmt: skip
MESSENGERS = spaced(*MESSENGER_NAMES)
SHORT_MESSENGERS = r"\b(?:wsp|whatsap|wpp|zap zap|zapzap|insta|vk\.com|t\.me|wa\.me|qq群?|imessage|kakao ?talk)\b"
LOCAL_MESSENGERS = (
    rf"微{HEARTS}信|加微|威信|薇信|вотсап\w*|ватсап\w*|вацап\w*|телеграм\w*|вайбер\w*|инстаграм\w*|вконтакте"
    r"|\bв тг\b|\bтг\s?[:@]"
)
# In Chinese no blank parts a name from the words around it, so only letters of spaced scripts make it another word.
_SPACED_LETTER = r"[A-Za-z\u00c0-\u024f\u0400-\u04ff]"
ASIDE = re.compile(
    rf"(?<!{_SPACED_LETTER})(?:{MESSENGERS})(?!{_SPACED_LETTER})|{SHORT_MESSENGERS}|{LOCAL_MESSENGERS}", re.IGNORECASE
)
# A messenger by one letter or a nickname: 加V, 薇❤, vx:, Q Q 12345678. 加V领 is a neck, 参加威 the start of a town.
NICKNAME = re.compile(
    rf"加(?:我|你|个|下|一下)?的?\s?(?:v(?:x|信)?(?![a-z\d领字型形])|薇(?=\W)|卫星号?|line\b|扣扣|企鹅|q(?:q|号)?(?![a-z]))"
    rf"|加(?:我|个|下|一下)的?\s?[薇威徽]|[薇威徽]{HEARTS}信|(?<![a-z\d])v{HEARTS}信"
    r"|(?<![a-z\d])[vw]{1,2}\s?x\s?(?:号|id)?\s?:\s?\w|(?<![a-z])q\s{0,2}q\s?(?:号|群|id)?\s?:?\s?\d{5,11}(?!\d)"
    r"|(?:扣扣|企鹅)\s?[号群]?\s?:?\s?\d{5,11}(?!\d)"
    r"|\bline ?id\b|\badd (?:me|us) (?:on )?line\b|\b(?:ig|tg)\s?:\s?@?[a-z_]\w{3}|แอดไลน์|ทักไลน์|ไลน์ไอดี|ไอดีไลน์",
    re.IGNORECASE,
)
# '12 V @ 2 A' and 'two @home' name nobody: a handle is longer, or holds a digit or a line.
HANDLE = re.compile(r"(?<![A-Za-z0-9_.@])@(?=\w{5}|[a-z]{1,4}[\d_])[a-z_][\w.]{2,30}", re.IGNORECASE)
LOOK_AROUND = 60
FOLLOWING = re.compile(
    r"\b(?:follow|find|search|write|message|msg|dm|text|contact|reach|add us|add me|join|look (?:us )?up|account"
    r"|channel|profile|folg|schreib|such|finde|kontakt|suiv|écri|retrouv|ajout|cherch|síg|sig[au]|segu|escr[ií]b|encu[eé]ntr"
    r"|contá?ct|busc|añád|agréga|escrev|encontr|procur|adicion|scriv|trov|cerc|contatt|volg|schrijf|vind|zoek|obserwuj"
    r"|napisz|znajd|szukaj|dodaj|sleduj|napiš|najd|hledej|přidej|подпи|пиш|напиш|найд|ищ|добав|підпи|знайд|шукай|дода"
    r"|takip|yaz|bul|ekle|theo dõi|nhắn|tìm|liên hệ|kết bạn|ikuti|cari|hubungi|tambah|chat)"
    r"|关注|關注|搜|联系|聯絡|聯繫"
    r"|加我|加好友|私信|找我|フォロー|検索|連絡|追加|팔로우|검색|연락|추가|ติดตาม|ค้นหา|ทัก|แอด|ติดต่อ"
    r"|تابع|راسل|اكتب|ابحث|أضف|تواصل|עקבו|כתבו|חפשו|הוסיפו|מצאו",
    re.IGNORECASE,
)
STOP = re.compile(r"[.!?。！？\n]\s|\n")


def handle(match: re.Match[str]) -> tuple[int, int] | None:
    """Return where an account is named beside a word for following or writing."""
    text = match.string
    before = STOP.split(text[max(0, match.start() - LOOK_AROUND) : match.start()])[-1]
    after = STOP.split(text[match.end() : match.end() + LOOK_AROUND])[0]
    return match.span() if FOLLOWING.search(before) or FOLLOWING.search(after) else None
