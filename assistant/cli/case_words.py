"""What the commands of `assistant case` share: the number, and the words that they take."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from assistant.cli.options import print_json
from assistant.cli.staff import say
from assistant.cli.usage import WrongUsageError
from assistant.lines import Line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from decimal import Decimal

    from assistant.archive import Case

NUMBER = click.argument("number", type=click.IntRange(1))
STATES = ("open", "pending", "snoozed", "resolved")
RESULTS = ("accepted", "refused", "dispute_won", "dispute_lost")
ANSWERS = ("accepted", "refused", "done")
COLOURS = ("white", "red", "orange", "green", "blue", "purple")


def agreement(case: Case) -> Iterator[Line]:
    """Yield what is agreed in a case and not done yet, or that it is not known what its buyer has accepted."""
    from assistant.deciding.labels import REMEDIES
    from assistant.model import Outcome

    outcomes = {offer.outcome for offer in case.offers}
    for offer in case.offers:
        if offer.outcome is Outcome.ACCEPTED:
            slots = (("remedy", REMEDIES[offer.remedy]), ("case", case.number), ("offer", offer.number or 0))
            yield Line(
                msgid="Agreed: %(remedy)s. Once it is done: "
                "'assistant case set %(case)s --offer %(offer)s --answer done'.",
                slots=slots,
            )
    if Outcome.OFFERED in outcomes and not outcomes & {Outcome.ACCEPTED, Outcome.DONE}:
        yield Line(
            msgid="Which offer was accepted is not known: 'assistant case set %(case)s --offer N --answer accepted' "
            "records it.",
            slots=(("case", case.number),),
        )


def tell(common: Mapping[str, Any], line: Line, **data: Any) -> None:
    """Say what was done: a sentence for people, and with --json the data on standard output."""
    if common["as_json"]:
        print_json(data)
    say(line)


def told_amount(amount: str) -> tuple[Decimal, str]:
    """Return an amount and its currency. Raises WrongUsageError where it is none, may mean two, or is too fine."""
    from assistant.money import MAXIMUM, is_finer, meanings, parse_amount, unit

    value, currency = parse_amount(amount) or (None, None)
    if value is None or currency is None or not 0 <= value <= MAXIMUM:
        raise WrongUsageError(
            Line(
                msgid="--amount %(amount)s: write it with its currency, such as '8.40 USD'.",
                slots=(("amount", amount),),
            )
        )
    meant = meanings(amount, currency)
    if meant is not None:
        told = (("amount", amount), ("more", meant[0]), ("less", meant[1]))
        raise WrongUsageError(
            Line(msgid="--amount %(amount)s may be %(more)s or %(less)s: write the one that is meant.", slots=told)
        )
    if is_finer(value, currency):
        slots = (("amount", amount), ("unit", f"{unit(currency):f} {currency}"))
        raise WrongUsageError(
            Line(msgid="--amount %(amount)s is finer than the smallest coin, %(unit)s: round it.", slots=slots)
        )
    return value, currency
