"""Words that must not meet on one card, in the 21 locales: of reviews, of gifts, of stars and of 'write to us'.

They are looked for in what the shop has typed itself; our own lines are read by the tests. A word too many costs the
shop one line, a word too few costs it a fine: so these lists are wide.
"""

from __future__ import annotations

import re

from assistant.writing.lint.normalize import normalize, unmasked
from assistant.writing.lint.patterns import COUPON

REVIEW = re.compile(
    r"\breview\w*|\brat(?:e|ing|ings)\b|\bfeedback\b|\btestimonial\w*"  # en
    r"|评价|评论|晒单|晒图|好评|追评|評價|評論|评分|評分"  # zh
    r"|\bотзыв\w*|\bоцен(?:к|и|ит|ива)\w*|\bрейтинг\w*"  # ru
    r"|\breseñ\w*|\bvalora(?:ci|r|d|nos|s\b)\w*|\bopini[oó]n\w*|\bcalifica\w*"  # es
    r"|\bavalia\w*|\bopini(?:ão|ões)"  # pt
    r"|\bavis\b|\bévalu\w*|\bnote[rz]?[- ]nous\b"  # fr
    r"|\bbewert\w*|\brezension\w*"  # de
    r"|\brecension\w*|\bvaluta\w*"  # it
    r"|\bbeoordel\w*|\brecensie\w*"  # nl
    r"|\bopini\w+|\boceń\w*|\bocen\w*|\brecenzj\w*"  # pl
    r"|\bhodnocen\w*|\bhodnoť\w*|\brecenz\w*|\bohodno\w*"  # cs
    r"|\bвідгук\w*|\bоцін\w*"  # uk
    r"|\bdeğerlendir\w*|\byorum\w*|\bpuan\w*"  # tr
    r"|تقييم\w*|مراجعة|مراجعات|قيّم\w*|رأيك"  # ar
    r"|ביקורת|ביקורות|דירוג|דרגו|חוות דעת"  # he
    r"|レビュー|口コミ|クチコミ"  # ja
    r"|리뷰|후기|구매평|평점|별점"  # ko
    r"|รีวิว|ให้คะแนน|ความคิดเห็น"  # th
    r"|đánh giá|nhận xét"  # vi
    r"|\bulasan\w*|\bpenilaian\w*|\bmenilai\b"  # id
    r"|\b(?:[345]|five|fünf|cinco|cinq|cinque|пять|пяти)[ -]?"
    r"(?:star|stern|estrella|estrela|étoile|stelle|звезд|зірок|gwiazd|hvězd)\w*"
    r"|[五5][颗顆]?星|星[五5]|★|⭐|\b5 yıldız|5 ดาว|5 sao\b|별 ?5|星5",
    re.IGNORECASE,
)
GIFT = re.compile(
    COUPON.pattern
    + r"|\bgifts?\b|\bfree(?:bie)?s?\b|\bdiscount\w*|\bcash ?back\b|\bre(?:fund|bate|ward)\w*|\bbonus\w*|\d ?% off"
    r"|礼品|礼物|赠品|赠送|返现|返利|现金|红包|紅包|折扣|优惠|優惠|贈品|禮物|回饋|奖励|獎勵|积分"
    r"|\bподар\w*|\bскидк\w*|\bбонус\w*|\bкешбэк\w*|\bкэшбэк\w*|\bвозврат\w*|\bбесплатн\w*|\bвознаграж\w*"
    r"|\bregalo\w*|\bdescuento\w*|\breembols\w*|\bgratis\b|\brecompensa\w*|\bpresente\b|\bbrinde\w*|\bdesconto\w*|\bgrátis\b"
    r"|\bcadeau\w*|\bremise\w*|\bréduction\w*|\bremboursement\w*|\bgratuit\w*|\brécompense\w*"
    r"|\bgeschenk\w*|\brabatt\w*|\berstatt\w*|\bgratis\w*|\bkostenlos\w*|\bbelohn\w*|\bprämie\w*"
    r"|\bregal[oi]\b|\bomaggi\w*|\bscont[oi]\b|\brimbors\w*|\bgratuit\w*|\bpremi[oi]\b"
    r"|\bcadeau\w*|\bkorting\w*|\bterugbetal\w*|\bbeloning\w*"
    r"|\bprezent\w*|\bupomin\w*|\brabat\w*|\bzniżk\w*|\bzwrot\w*|\bnagrod\w*|\bdarmow\w*"
    r"|\bdár(?:ek|k)\w*|\bslev[auyě]\b|\bvrácení\b|\bodměn\w*|\bzdarma\b"
    r"|\bподарун\w*|\bзнижк\w*|\bповернен\w*|\bвинагород\w*|\bбезкоштовн\w*"
    r"|\bhediye\w*|\bindirim\w*|\bücretsiz\w*|\bödül\w*|\biade\w*"
    r"|هدية|هدايا|خصم|استرداد|مكافأة|مجان\w*|מתנה|מתנות|הנחה|החזר|פרס|חינם"
    r"|プレゼント|ギフト|割引|返金|特典|無料|ポイント進呈|キャッシュバック"
    r"|선물|사은품|할인|환불|적립금|무료|혜택|ของขวัญ|ของแถม|ส่วนลด|เงินคืน|ฟรี|รางวัล"
    r"|quà\b|giảm giá|hoàn tiền|miễn phí|thưởng|\bhadiah\w*|\bdiskon\w*|\bpengembalian dana|\bgratis\b",
    re.IGNORECASE,
)
CONTACT = re.compile(
    r"\bcontact\w*|\b(?:write|message|e-?mail|tell|reach) (?:to )?us\b|\blet us know\b"
    r"|联系|聯絡|聯繫|私信|告诉我们|\bсвяж\w*|\bсвяз\w*|\bнапиш\w*|\bобрати\w*"
    r"|\bcontáct\w*|\bescríb\w*|\bcontat\w*|\bentre em contato|\bescreva\w*|\bfale conosco"
    r"|\bcontactez\w*|\bécrivez\w*|\bkontakt\w*|\bschreib\w*|\bmelden sie\b|\bcontatt\w*|\bscriv\w*"
    r"|\bneem contact|\bschrijf\w*|\bmail ons\b|\bskontakt\w*|\bnapisz\w*|\bnapiš\w*|\bozvěte\w*|\bзверн\w*|\bзв.яж\w*"
    r"|\biletişim\w*|\bbize (?:yaz|ulaş)\w*|تواصل\w*|راسل\w*|اتصل\w*|צרו קשר|כתבו|פנו אלינו"
    r"|連絡|お問い合わせ|문의|연락|ติดต่อ|ส่งข้อความ|แจ้งเรา|liên hệ|nhắn tin|\bhubungi\w*|\bkabari\w*",
    re.IGNORECASE,
)


def speaks_of_review(text: str) -> bool:
    """Whether a text has a word of reviews, ratings or stars."""
    return _found(REVIEW, text)


def gives(text: str) -> bool:
    """Whether a text has a word of gifts, coupons, discounts or money."""
    return _found(GIFT, text)


def asks_to_write(text: str) -> bool:
    """Whether a text asks the buyer to write to the shop."""
    return _found(CONTACT, text)


def _found(pattern: re.Pattern[str], text: str) -> bool:
    # Also as it stands: folding Cyrillic letters to Latin ones unmasks a disguise and spoils a Russian word.
    plain = normalize(text).text
    return bool(pattern.search(plain) or pattern.search(unmasked(plain)))
