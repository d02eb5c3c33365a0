"""Where a quoted message begins in a mail: the line or the block that a mail program writes above it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

QUOTE = re.compile(r"^\s*[>＞|│]")
STAMPED = re.compile(r"@|\d{1,2}[:h]\d{2}|(?:19|20)\d\d")
WROTE_WORDS = (
    r"wrote|schrieb|a écrit|escribió|escreveu|ha scritto|schreef|napisał\(?a?\)?|napsal\(?a?\)?|пишет|писал\(?а?\)?|"
    r"написал\(?а?\)?|пише|написав|şunu yazdı|yazdı|كتب|כתב|đã viết|menulis"
)
WROTE_UNSPACED = "写道|寫道|のメール|님이 작성|เขียนว่า"
ORIGINAL = (
    "original message|forwarded message|ursprüngliche nachricht|message d'origine|mensaje original|mensagem original|"
    "messaggio originale|oorspronkelijk bericht|исходное сообщение|原始邮件|原始郵件|元のメッセージ|원본 메시지"
)
ADDRESS = r"<[^<>\s]+@[^<>\s]+>"
# The line that a mail program writes above the message it answers: a name or an address, a date, 'wrote:'. Gmail in
# Japanese and Chinese writes no verb: '2026年11月16日(月) 10:02 Lumen <help@example.org>:'.
ANSWERED = re.compile(
    rf"^(?=.{{0,200}}[\d@]).{{0,200}}\b(?:{WROTE_WORDS})\b.{{0,120}}[:：]\s*$|^.{{0,200}}(?:{WROTE_UNSPACED}).{{0,20}}[:：]\s*$|"
    rf"^(?=.{{0,200}}(?:\d{{1,2}}:\d{{2}}|(?:19|20)\d\d)).{{0,200}}{ADDRESS}\s*[:：]\s*$|"
    rf"^(?P<program>[\s\-_]*(?:{ORIGINAL})[\s\-_]*:?\s*)$",
    re.IGNORECASE,
)
# The two lines into which a program breaks a long heading: who and when, then the address or the verb.
BROKEN_OFF = re.compile(
    rf"^\s*(?:{ADDRESS}|(?:\S+\s){{0,3}}(?:{WROTE_WORDS}|{WROTE_UNSPACED})).{{0,80}}[:：]\s*$", re.IGNORECASE
)
# Outlook writes the head of the answered mail, line by line: From, Sent, To, Subject.
FROM = (
    "from|von|van|de|da|od|от|від|kimden|gönderen|من|מאת|差出人|发件人|發件人|寄件者|寄件人|보낸 ?사람|จาก|từ|"
    "người gửi|dari|pengirim"
)
SENT_OR_SUBJECT = (
    "sent|date|subject|gesendet|datum|betreff|verzonden|onderwerp|enviado(?: el| em| a)?|fecha|asunto|"
    "enviada(?: em)?|data|"
    "assunto|envoyé(?: le)?|objet|inviato|oggetto|wysłano|wysłane|temat|odesláno|předmět|дата|отправлено|тема|"
    "надіслано|"
    "gönderilme(?: tarihi)?|gönderildi|tarih|konu|(?:تاريخ )?الإرسال|تم الإرسال|أرسلت|التاريخ|الموضوع|נשלח|"
    "תאריך|נושא|送信日時|"
    "日時|日付|件名|发送时间|发件时间|發送時間|日期|時間|寄件日期|傳送時間|主题|主旨|主題|보낸 ?날짜|날짜|제목|"
    "ส่งเมื่อ|ส่ง|วันที่|เรื่อง|หัวเรื่อง|"
    "đã gửi|ngày|gửi|chủ đề|tiêu đề|terkirim|dikirim|tanggal|subjek|perihal"
)
TO = (
    "to|cc|bcc|an|aan|kopie|para|à|a|do|dw|komu|кому|копия|копія|kime|bilgi|إلى|אל|עותק|宛先|收件人|收件者|"
    "抄送|副本|받는 ?사람|"
    "참조|ถึง|สำเนา|tới|đến|kepada|ke"
)
HEAD = re.compile(
    rf"^[\s*]*(?:(?P<from>{FROM})|(?P<dated>{SENT_OR_SUBJECT})|{TO})[\s*]{{0,3}}[:：][\s*]*\S", re.IGNORECASE
)
MOST_HEAD_LINES = 8


def heading_at(lines: Sequence[str], number: int) -> tuple[int, bool]:
    """Return how many lines a heading takes that begins here, 0 for none, and whether what follows it is quoted."""
    if block := _block(lines, number):
        # The head of the mail itself, at the top of what was pasted: below it stand the buyer's own words.
        is_own = all(not line.strip() or HEAD.match(line) for line in lines[:number])
        return (0, False) if is_own else (block, True)
    for size in (1, 2):
        heading = _heading(lines, number, size)
        if heading is not None:
            return size, not _is_unquoted(heading, lines[number + size :])
    return 0, False


def _heading(lines: Sequence[str], number: int, size: int) -> re.Match[str] | None:
    part = lines[number : number + size]
    if size == 1:
        return ANSWERED.match(part[0])
    if len(part) < size or QUOTE.match(part[0]) or not BROKEN_OFF.match(part[1]):
        return None
    heading = ANSWERED.match(" ".join(map(str.strip, part)))
    return heading if heading and STAMPED.search(part[0]) else None


def _block(lines: Sequence[str], number: int) -> int:
    """Return how many lines the head of a mail takes that begins here; 0 where none does.

    'From: Shenzhen' and 'To: Madrid' are a buyer's; a mail has a day or a subject as well.
    """
    heads = []
    for line in lines[number : number + MOST_HEAD_LINES]:
        match = HEAD.match(line)
        if match is None:
            break
        heads.append(match)
    has_both = any(head["from"] for head in heads) and any(head["dated"] for head in heads)
    return len(heads) if has_both else 0


def _is_unquoted(heading: re.Match[str], rest: Sequence[str]) -> bool:
    """Whether what follows such a heading is the buyer's, as far as its lines are not marked one by one.

    Without marks all of it is the message that is answered, if a mail program wrote the heading: 'you wrote me on
    5 May:' has neither an address nor a time nor a year.
    """
    by_program = heading["program"] or STAMPED.search(heading[0])
    return any(map(QUOTE.match, rest)) or not by_program
