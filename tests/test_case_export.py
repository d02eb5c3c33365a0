"""`assistant case export` writes over no other file, and what it cannot write was not exported."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from assistant.archive import Archive
from assistant.cli import cli
from tests.filed import new

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the address of an archive with two cases."""
    url = f"sqlite:///{tmp_path / 'archive.db'}"
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.chdir(tmp_path)
    with Archive(url) as opened:
        for _ in range(2):
            opened.cases.file(new(), by="wei")
    return url


def export(number: int, out: Path) -> tuple[int, str]:
    result = CliRunner().invoke(cli, ["case", "export", str(number), "--out", str(out)])
    return result.exit_code, result.stderr


def test_only_an_earlier_export_of_the_same_case_is_written_anew(archive: str, tmp_path: Path) -> None:
    out = tmp_path / "evidence.zip"
    assert export(1, out)[0] == 0
    first = out.read_bytes()
    assert export(1, out)[0] == 0
    said = f"{out}: is there already and is no export of case 2; choose another place with --out."
    code, told = export(2, out)
    assert (code, said in told, out.read_bytes()) == (1, True, first)
    other = tmp_path / "order.json"
    other.write_text("{}", encoding="utf-8")
    assert export(1, other)[0] == 1
    assert other.read_text(encoding="utf-8") == "{}"
    with Archive(archive) as opened:
        assert [deed.what for deed in opened.trail.of_case(2) if deed.what == "exported"] == []


def test_what_cannot_be_written_was_not_exported(archive: str, tmp_path: Path) -> None:
    assert export(1, tmp_path / "nowhere" / "evidence.zip")[0] == 1
    with Archive(archive) as opened:
        assert [deed.what for deed in opened.trail.of_case(1) if deed.what == "exported"] == []
        assert opened.verify().is_whole
