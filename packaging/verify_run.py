"""A bundle in the `jail`, and how it is run there to the end."""

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from proof import FailedProofError

assert sys.platform == "linux"  # noqa: S101 - mypy reads the rest on Linux only
from jail import PHOTOS, Jail, end  # noqa: E402

DATA = {"FACEFINDER_DATA_DIR": "/out/data"}
WHERE = ("-k", f"{PHOTOS}/known", "-i", f"{PHOTOS}/photos", "-p", "2")
"""Whom to look for, and where."""


class Said(NamedTuple):
    """What a run printed."""

    out: str
    err: str


@dataclass(frozen=True)
class Frozen:
    """A bundle, and the place where it is run."""

    bundle: Path
    jail: Jail

    def call(self, *arguments: str, code: int | None = None, **options: str) -> Said:
        """Run the program to its end.

        Args:
            arguments: For the program.
            code: With which it has to end; None = with any.
            options: For `Jail.start`: environment variables, and how things are seen.

        Raises:
            FailedProofError: It ended with another code.
        """
        options = DATA | options
        started = self.jail.start(self.bundle, *arguments, **options)
        try:
            said = Said(*started.communicate(timeout=600))
        finally:
            end(started)
        if code is not None and started.returncode != code:
            raise FailedProofError(
                f"ended with {started.returncode} instead of {code}: "
                f"{said.out[-900:]}{said.err[-900:]}"
            )
        return said

    def find(
        self, *more: str, folder: str = "photos", known: str = "", code: int = 0, **options: str
    ) -> Any:  # noqa: ANN401 - JSON
        """Search a folder of the album with two workers; returns the JSON document.

        Raises:
            FailedProofError: It ended with another code.
        """
        at = options.get("photos", PHOTOS)
        target = self.jail.out / "found.json"
        target.unlink(missing_ok=True)
        where = ("-k", known or f"{at}/known", "-i", f"{at}/{folder}", "-p", "2")
        self.call(*where, "--json", "/out/found.json", *more, code=code, **options)
        return json.loads(target.read_text("utf-8"))
