"""The lint rules: id, severity, why, and a lawful way to say it. The numbers U1 to U16 are SEEDS section 6."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.model import Line, Severity


@dataclass(frozen=True, slots=True)
class LintRule:
    """One rule, for the staff."""

    source: str
    severity: Severity
    why: Line
    suggestion: Line


def _rule(source: str, severity: Severity, why: Line, suggestion: Line) -> LintRule:
    return LintRule(source, severity, why, suggestion)


RULES: dict[str, LintRule] = {
    "review_incentive": _rule(
        "U1, U3, U14",
        Severity.ERROR,
        Line(
            msgid="Money, coupons or gifts for a review are forbidden by law (US, EU, UK, China) and by the platforms."
        ),
        Line(msgid="Make the offer without any word about a review."),
    ),
    "positive_review_only": _rule(
        "U1, U2",
        Severity.ERROR,
        Line(msgid="Only an honest review may be asked for, from every buyer alike."),
        Line(msgid="Write: “An honest review helps other buyers.”"),
    ),
    "review_change": _rule(
        "U3, U16",
        Severity.ERROR,
        Line(msgid="A buyer must not be asked to change or remove a review."),
        Line(msgid="Solve the problem and leave the review out."),
    ),
    "dispute_close": _rule(
        "U6",
        Severity.ERROR,
        Line(msgid="A buyer who closes the dispute before the remedy is done loses his protection."),
        Line(msgid="Write: “Please leave the dispute open until you have received it.”"),
    ),
    "early_receipt": _rule(
        "U6",
        Severity.ERROR,
        Line(msgid="Receipt must not be confirmed before the goods, or the remedy, have arrived."),
        Line(msgid="Write: “Please confirm receipt only once you have the parcel in hand.”"),
    ),
    "dispute_discouraged": _rule(
        "U15",
        Severity.ERROR,
        Line(msgid="A buyer must not be kept from a dispute, a complaint or a review: they are his right."),
        Line(msgid="Write: “If anything is wrong, write to us; your buyer protection stays open.”"),
    ),
    "reason_steering": _rule(
        "U12",
        Severity.ERROR,
        Line(msgid="Telling the buyer which reason to choose is manipulation, also when it is worth something to him."),
        Line(msgid="Write: “Please give the reason that is true.”"),
    ),
    "legal_threat": _rule(
        "U16",
        Severity.ERROR,
        Line(msgid="Threats and pressure on a buyer are forbidden."),
        Line(msgid="State the facts and the offer, and leave threats out."),
    ),
    "blame": _rule(
        "U11",
        Severity.WARNING,
        Line(msgid="Blame makes an angry buyer angrier and ends up as evidence against the shop."),
        Line(msgid="Say what the facts are and what you can do, without a word on whose mistake it was."),
    ),
    "off_platform_payment": _rule(
        "U5",
        Severity.ERROR,
        Line(msgid="Money outside the platform takes the buyer's protection away and is forbidden there."),
        Line(msgid="Write: “The refund goes through the order page to your original payment method.”"),
    ),
    "off_platform_contact": _rule(
        "U4",
        Severity.ERROR,
        Line(msgid="Leading a buyer away from the platform's messages is forbidden there."),
        Line(msgid="Write: “You can reach us here in the messages.”"),
    ),
    "stalling": _rule(
        "U7",
        Severity.WARNING,
        Line(msgid="Putting a buyer off without a date or a choice costs the dispute and may break consumer law."),
        Line(msgid="Give a date and a choice: “You can wait until … or choose a refund now.”"),
    ),
    "rights_denied": _rule(
        "U10",
        Severity.ERROR,
        Line(msgid="Rights that the law or the platform gives a buyer cannot be denied."),
        Line(msgid="Make your offer as a voluntary one, beside the buyer's rights."),
    ),
    "unfounded_promise": _rule(
        "U9, U13",
        Severity.WARNING,
        Line(msgid="Nobody can know this; a promise in writing binds the shop."),
        Line(msgid="Say what the carrier or the order states, with its date, or a concrete amount."),
    ),
    "unfilled_slot": _rule(
        "DESIGN 1.3",
        Severity.ERROR,
        Line(msgid="A slot is still to be filled."),
        Line(msgid="Fill it in or delete the sentence."),
    ),
    "numbers_differ": _rule(
        "DESIGN section 6",
        Severity.ERROR,
        Line(msgid="This number is not in the plan's draft: an amount, a day or a code was changed."),
        Line(msgid="Correct it, or set it in the plan and write the draft anew."),
    ),
    "option_not_in_plan": _rule(
        "DESIGN section 6",
        Severity.WARNING,
        Line(msgid="The plan's draft has no such option, so nobody has reckoned what it costs."),
        Line(msgid="Choose it among the plan's options and write the draft anew, or delete it."),
    ),
    "too_long": _rule(
        "SEEDS section 7",
        Severity.ERROR,
        Line(msgid="The text is longer than the platform takes."),
        Line(msgid="Shorten it."),
    ),
    "long_text": _rule(
        "SEEDS section 7",
        Severity.WARNING,
        Line(msgid="The text is longer than buyers read."),
        Line(msgid="Leave out what is not needed for the solution."),
    ),
    "coupon_not_allowed": _rule(
        "U14",
        Severity.ERROR,
        Line(msgid="The platform forbids coupons and advertising in messages."),
        Line(msgid="Leave the coupon out."),
    ),
    "markup": _rule(
        "SEEDS section 7",
        Severity.ERROR,
        Line(msgid="Messages are plain text: the buyer would see the tags."),
        Line(msgid="Remove the tags."),
    ),
}
