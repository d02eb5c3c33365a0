"""A place for output is held by one run, also while another one lets it go."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filelock import FileLock

from assistant.errors import BusyOutputError
from assistant.holding import held

if TYPE_CHECKING:
    import pytest


def refused_at(out: Path) -> bool:
    try:
        with held(out):
            return False
    except BusyOutputError:
        return True


def test_an_output_is_held_by_one_while_another_lets_it_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out, later, unlink = tmp_path / "out.csv", ExitStack(), Path.unlink
    seen: list[bool] = []

    def unlinked(path: Path, **options: Any) -> None:
        monkeypatch.setattr(Path, "unlink", unlink)
        seen.append(refused_at(out))  # the first one still holds it
        unlink(path, **options)
        later.enter_context(held(out))

    with held(out):
        monkeypatch.setattr(Path, "unlink", unlinked)
    with later:
        seen.append(refused_at(out))
    assert seen == [True, True]
    assert not list(tmp_path.iterdir())


def test_a_lock_whose_file_was_removed_in_between_is_taken_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, acquire = tmp_path / "out.csv", FileLock.acquire

    def late(lock: FileLock, *given: Any, **options: Any) -> Any:
        monkeypatch.setattr(FileLock, "acquire", acquire)
        taken = acquire(lock, *given, **options)
        Path(lock.lock_file).unlink()  # by the one who held it until now
        return taken

    monkeypatch.setattr(FileLock, "acquire", late)
    with held(out):
        assert refused_at(out)
