"""The public reply under a review: a few sentences that everybody reads, always a draft for the staff (U3, U22)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.model import Block, Channel, Draft, Reason
from assistant.writing.formats import sentence_space

if TYPE_CHECKING:
    from assistant.writing.slots import Occasion
    from assistant.writing.templates import Templates

TEMPLATE = "review.j2"
SENTENCES = ("thanks", "regret", "invitation")
DELIVERY = {
    Reason.LATE_DELIVERY, Reason.TRACKING_PROBLEM, Reason.LOST_PARCEL, Reason.DELIVERED_NOT_RECEIVED,
    Reason.WRONG_ADDRESS, Reason.CUSTOMS_HOLD, Reason.RETURNED_TO_SENDER, Reason.ORDER_STATUS,
}  # fmt: skip
GOODS = {
    Reason.DAMAGED, Reason.DEFECTIVE, Reason.POOR_QUALITY, Reason.NOT_AS_DESCRIBED, Reason.WRONG_ITEM,
    Reason.MISSING_ITEMS, Reason.COUNTERFEIT, Reason.DOES_NOT_FIT, Reason.USAGE_HELP,
}  # fmt: skip


def compose_review(templates: Templates, occasion: Occasion, locale: str, gloss_locale: str, limit: int) -> Draft:
    """Return the reply: the sentences and who signs; where they are too long the one short sentence."""
    text, gloss = (_blocks(templates, occasion, one) for one in (locale, gloss_locale))
    names = [name for name in (*SENTENCES, "signature") if text[name]]
    if len(_body(text, names, locale)) > limit:
        names = ["short", "signature"] if len(_body(text, ["short", "signature"], locale)) <= limit else ["short"]
    return Draft(
        locale=locale,
        channel=Channel.REVIEW,
        subject="",
        body=_body(text, names, locale),
        blocks=tuple(Block(name=name, text=text[name], gloss=gloss[name]) for name in names),
        gloss_locale=gloss_locale,
        gloss_subject="",
        gloss_body=_body(gloss, names, gloss_locale),
    )


def _kind(occasion: Occasion) -> str:
    """Return what the review is about; its cause counts, where the reading found one."""
    reasons = (occasion.plan.reason, *occasion.secondary)
    if occasion.plan.reason is Reason.THANKS:
        return "praise"
    about = next((reason for reason in reasons if reason in DELIVERY | GOODS), None)
    return "other" if about is None else "delivery" if about in DELIVERY else "goods"


def _blocks(templates: Templates, occasion: Occasion, locale: str) -> dict[str, str]:
    values = {"kind": _kind(occasion), "shop_name": occasion.shop.shop.name}
    return {name: templates.render(TEMPLATE, name, locale, values) for name in (*SENTENCES, "short", "signature")}


def _body(blocks: dict[str, str], names: list[str], locale: str) -> str:
    text = sentence_space(locale).join(blocks[name] for name in names if name != "signature")
    return f"{text}\n{blocks['signature']}" if "signature" in names else text
