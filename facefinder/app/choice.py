"""What the page is told of this computer, so that its user can choose where to search."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from facefinder.app import places, wishes
from facefinder.app.tally import Tally


class Choice:
    """Places and folders to choose from; every method may be called by any thread.

    Args:
        offered: Folders named on the command line, which are ticked already.
    """

    def __init__(self, offered: Sequence[Path]) -> None:
        self._offered = offered
        self._tally = Tally()

    def places(self) -> list[dict[str, Any]]:
        """Where photos may be; those that were offered are ticked."""
        offered = [
            places.Place("folder", path.name or str(path), str(path)) for path in self._offered
        ]
        ticked = {place.path for place in offered}
        others = (place for place in places.places() if place.path not in ticked)
        return [asdict(one) | {"ticked": one.path in ticked} for one in (*offered, *others)]

    def folder(self, path: str) -> dict[str, Any]:
        """What lies in a folder.

        Raises:
            UsageError: There is no such folder.
            OSError: It may not be looked into.
        """
        return asdict(places.listed(wishes.place(path)))

    def counts(self, wish: Mapping[str, Any]) -> dict[str, Any]:
        """How many photos lie in `places`, as they are counted.

        Raises:
            UsageError: These are no paths.
        """
        chosen = map(Path, wishes.texts(wish, "places"))
        return self._tally.want([path for path in chosen if path.is_absolute()])

    def close(self) -> None:
        """Count no more."""
        self._tally.want([])
