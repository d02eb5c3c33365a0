"""`assistant desk`: the web page for the staff with the HTTP API, and who may enter."""

from __future__ import annotations

import getpass
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assistant.cli.names import ROLES
from assistant.cli.options import make_assistant, parse_today, print_json, reports_errors
from assistant.cli.staff import language_before, say, shop_file, wording
from assistant.cli.usage import WrongUsageError
from assistant.errors import SettingError
from assistant.lines import Line, listed

if TYPE_CHECKING:
    from assistant.archive import Archive
    from assistant.archive.nouns import Token

ROLE = click.Choice([*ROLES])
DISABLED = Line(msgid="disabled")
SCOPES = ("read", "lint")
JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON on standard output.")


@click.group("desk", invoke_without_command=True)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on; others need accounts.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="The port to listen on.")
@click.option("--name", "names", multiple=True, metavar="NAME", help="A host name by which the staff reach it.")
@click.option("--https", is_flag=True, help="A proxy in front of it speaks https and says who asks.")
@click.option("--certificate", type=click.Path(path_type=Path), help="Speak https with this certificate (PEM).")
@click.option("--key", type=click.Path(path_type=Path), help="The certificate's key (PEM).")
@click.option("--phrases", type=click.Path(path_type=Path), default=Path("phrases"), help="The folder of your phrases.")
@click.option(
    "--staff-language", metavar="L", default=language_before, help="The language of the page at first: en or zh_CN."
)
@click.option("--today", metavar="YYYY-MM-DD", help="Decide as on this day (default: today, where the staff are).")
@click.option("--shop", type=click.Path(path_type=Path), help="Settings file (default: shop.toml, if there).")
@click.pass_context
@reports_errors
def command(  # noqa: PLR0913, PLR0917 - one parameter an option
    context: click.Context,
    host: str,
    port: int,
    names: tuple[str, ...],
    https: bool,  # noqa: FBT001 - click passes flags so
    certificate: Path | None,
    key: Path | None,
    phrases: Path,
    staff_language: str | None,
    today: str | None,
    shop: Path | None,
) -> None:
    """Open the page on which the staff work. On loopback alone nobody signs in; else there must be an account first."""
    if context.invoked_subcommand is not None:
        return
    from assistant.desk.setup import Setup

    if (certificate is None) != (key is None):
        raise WrongUsageError(Line(msgid="--certificate and --key go together: name both files."))
    make_assistant(shop, today, staff_language)  # what is wrong with the settings is told before anything is opened
    setup = Setup(
        shop=shop_file(shop),
        today=parse_today(today) if today else None,
        staff_language=staff_language,
        host=host,
        port=port,
        names=names,
        https=https,
        certified=certificate is not None,
        phrases=phrases,
    )
    from assistant.desk.serving import serve

    word = wording()

    def say_open(address: str) -> None:
        open_at = Line(msgid="The desk is open: %(address)s (Ctrl+C closes it)", slots=(("address", address),))
        click.echo(word(open_at), err=True)

    serve(setup, certificate, key, say_open)


@command.group("user")
def user() -> None:
    """Make and change the accounts of the staff."""


@user.command("add")
@click.argument("name")
@click.option("--role", type=ROLE, default="agent", show_default=True, help="What the account may do.")
@reports_errors
def add_user(name: str, role: str) -> None:
    """Make an account; the password is asked for, or read from standard input."""
    from assistant.archive.nouns import Role

    with _archive() as archive:
        account = archive.accounts.add(name, _password(), Role(role), by=_who())
    slots = (("name", account.name), ("role", ROLES[account.role]))
    say(Line(msgid="%(name)s (%(role)s) can sign in now.", slots=slots))


@user.command("list")
@JSON
@reports_errors
def list_users(as_json: bool) -> None:  # noqa: FBT001 - the same
    """List the accounts."""
    with _archive() as archive:
        accounts = archive.accounts.all()
    if as_json:
        print_json({"accounts": [account.model_dump(mode="json", exclude={"generation"}) for account in accounts]})
        return
    word = wording()
    for account in accounts:
        shown = [account.name, word(ROLES[account.role]), *([word(DISABLED)] if account.disabled else [])]
        click.echo("\t".join(shown))


@user.command("disable")
@click.argument("name")
@reports_errors
def disable_user(name: str) -> None:
    """Shut an account out; its sessions and its tokens end at once."""
    with _archive() as archive:
        archive.accounts.change(name, by=_who(), disabled=True)
    say(Line(msgid="%(name)s cannot sign in any more.", slots=(("name", name),)))


@user.command("change")
@click.argument("name")
@click.option("--role", type=ROLE, help="Another role.")
@click.option("--enable", is_flag=True, help="Let a disabled account in again.")
@click.option("--password", is_flag=True, help="Another password: asked for, or read from standard input.")
@reports_errors
def change_user(name: str, role: str | None, enable: bool, password: bool) -> None:  # noqa: FBT001 - the same
    """Change role or password, or let somebody in again; the account's sessions end."""
    from assistant.archive.nouns import Role

    if not (role or enable or password):
        raise WrongUsageError(Line(msgid="Nothing to change: pass --role, --enable or --password."))
    with _archive() as archive:
        archive.accounts.change(
            name,
            by=_who(),
            role=Role(role) if role else None,
            disabled=False if enable else None,
            password=_password() if password else None,
        )
        held = [one.number for one in archive.accounts.tokens() if one.account == name and not one.revoked_at]
    say(Line(msgid="%(name)s is changed.", slots=(("name", name),)))
    if held and (enable or password):  # a program goes on with its token, whoever knows it
        slots = (("numbers", listed(map(str, held))),)
        say(Line(msgid="Its tokens still hold: %(numbers)s; 'assistant desk token revoke' ends one.", slots=slots))


@command.group("token")
def token() -> None:
    """Make and end the tokens with which programs use the HTTP API."""


@token.command("add")
@click.argument("account")
@click.option("--name", default="api", show_default=True, help="What the token is for.")
@click.option("--scope", "scopes", multiple=True, type=click.Choice(SCOPES), default=SCOPES, help="Repeatable.")
@reports_errors
def add_token(account: str, name: str, scopes: tuple[str, ...]) -> None:
    """Make a token for an account and print it; it is shown this once."""
    from assistant.archive.nouns import Scope

    with _archive() as archive:
        made, secret = archive.accounts.add_token(account, name, tuple(map(Scope, scopes)), by=_who())
    click.echo(secret)
    slots = (("number", made.number), ("account", account))
    say(Line(msgid="Token %(number)s for %(account)s: keep it now, it is not shown again.", slots=slots))


@token.command("list")
@JSON
@reports_errors
def list_tokens(as_json: bool) -> None:  # noqa: FBT001 - the same
    """List the tokens, without their secrets."""
    with _archive() as archive:
        tokens = archive.accounts.tokens()
    if as_json:
        print_json({"tokens": [one.model_dump(mode="json") for one in tokens]})
        return
    word = wording()
    for one in tokens:
        scopes = ",".join(map(str, one.scopes))
        click.echo("\t".join((str(one.number), one.account, one.name, scopes, word(_state(one)))))


@token.command("revoke")
@click.argument("number", type=int)
@reports_errors
def revoke_token(number: int) -> None:
    """End a token."""
    with _archive() as archive:
        archive.accounts.revoke_token(number, by=_who())
    say(Line(msgid="Token %(number)s is ended.", slots=(("number", number),)))


def _archive() -> Archive:
    from assistant import resources
    from assistant.archive import Archive

    return Archive(resources.archive_url())


def _state(token: Token) -> Line:
    if token.revoked_at:
        return Line(msgid="revoked")
    return Line(msgid="used") if token.used_at else Line(msgid="not used yet")


def _who() -> str:
    from assistant.cli.archived import who

    return who()


def _password() -> str:
    """Return a password: typed twice at a terminal, or the first line of standard input."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    word = wording()
    password = getpass.getpass(word(Line(msgid="Password:")) + " ")
    if password != getpass.getpass(word(Line(msgid="Once more:")) + " "):
        raise SettingError("password", Line(msgid="the two are not the same; try again"))
    return password
