"""Build hook: compile the catalogues and ship them inside the wheel; compiled files never lie in git."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CatalogueHook(BuildHookInterface[Any]):
    """Adds `assistant/_locales/<locale>/LC_MESSAGES/*.mo` (and the `.po`, which names the locale) to the wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatch's signature
        """Compile every catalogue into a temporary folder."""
        self._folder = tempfile.TemporaryDirectory()  # lives until the wheel is written
        for source in sorted(Path(self.root, "locales").glob("*/LC_MESSAGES/*.po")):
            relative = source.relative_to(Path(self.root, "locales"))
            target = Path(self._folder.name, relative).with_suffix(".mo")
            target.parent.mkdir(parents=True, exist_ok=True)
            with source.open("rb") as file:
                catalogue = read_po(file)
            with target.open("wb") as file:
                write_mo(file, catalogue)
            build_data["force_include"][str(target)] = f"assistant/_locales/{relative.with_suffix('.mo')}"
            build_data["force_include"][str(source)] = f"assistant/_locales/{relative}"
