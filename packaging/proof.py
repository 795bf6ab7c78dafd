"""What a proof is: a claim, whether it could be shown, and how long that took."""

import json
import subprocess
import time
from collections.abc import Callable
from typing import Any

from environment import say


class FailedProofError(Exception):
    """What was claimed is not so."""


class Proofs:
    """Claims, one after the other, and what came of them.

    Attributes:
        failed: Claims that could not be shown.
        count: Of all.
    """

    def __init__(self) -> None:
        self.failed: list[str] = []
        self.count = 0

    def that(self, claim: str, shown: Callable[[], Any]) -> None:
        """Print whether a claim holds; `shown` returns something false or raises if not."""
        self.count += 1
        began = time.monotonic()
        try:
            result = shown()
            good, more = result not in (False, None), result if isinstance(result, str) else ""
            more = more if "\n" not in more else ""
        except (
            FailedProofError,
            OSError,
            ValueError,
            KeyError,
            subprocess.SubprocessError,
        ) as error:
            good, more = False, f"{type(error).__name__}: {error}"
        if not good:
            self.failed.append(claim)
        seconds = time.monotonic() - began
        mark = "ok    " if good else "FAILED"
        say(f"{mark} {claim} {f'({more}) ' if more else ''}[{seconds:.1f} s]")


def same(found: object, wanted: object, what: str) -> bool:
    """Compare two values.

    Raises:
        FailedProofError: They differ.
    """
    if found != wanted:
        if isinstance(found, set) and isinstance(wanted, set):
            raise FailedProofError(f"{what}: too many {found - wanted}, missing {wanted - found}")
        raise FailedProofError(f"{what}: {found!r} instead of {wanted!r}")
    return True


def same_results(found: Any, wanted: Any) -> bool:  # noqa: ANN401 - JSON
    """Compare two JSON documents of a search, made by `without_places`."""
    return all(same(found[key], wanted[key], key) for key in wanted)


def without_places(document: Any, album: str) -> Any:  # noqa: ANN401 - JSON
    """What may not differ: all but where the album is, seconds, and the index's share."""
    inside = json.dumps(album)[1:-1]  # as JSON writes it
    text = json.dumps(document).replace(inside, "ALBUM").replace("\\\\", "/")
    plain = json.loads(text)
    for figure in ("seconds", "scanned", "from_index"):
        plain["summary"].pop(figure, None)
    return plain
