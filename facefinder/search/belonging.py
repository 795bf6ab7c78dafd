"""Which photos belong in which folder of copies: those of each person, and of all together."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from facefinder.deliver.by_hand import done_by_hand
from facefinder.deliver.manifest import Manifest, person_key, row_key
from facefinder.host.text import cell
from facefinder.match.company import as_sure_as_all, together
from facefinder.records.names import joint_name, name_key
from facefinder.records.people import Match, Verdict
from facefinder.search.matching import Matched
from facefinder.search.steps import Search
from facefinder.search.versions import largest_of_each
from facefinder.settings import Outputs


@dataclass(frozen=True, slots=True)
class ToCopy:
    """What belongs in a folder of copies.

    Attributes:
        matches: By which to copy; some may be too doubtful for it.
        smaller: How many copies fewer there are, as a larger version of the same picture is copied.
    """

    matches: Sequence[Match]
    smaller: int = 0


class Belonging:
    """Says which copies there are to be.

    Args:
        search: Whose people they are.
        target: The folder of the copies.
        wish: What is wanted.
    """

    def __init__(self, search: Search, target: Path, wish: Outputs) -> None:
        people = search.people.gallery.people
        self._people: Sequence[str] = people if wish.together else ()
        self._only, self._wish = search.only, wish
        self._kept_away = _deleted(target, people) if wish.together else frozenset()

    def of(self, matched: Matched, versions: Mapping[str, str]) -> ToCopy:
        """The matches by which to copy: of everybody together as of somebody of that name.

        Args:
            matched: All that were found.
            versions: As `others` of `shown.Versions`.
        """
        copied = as_sure_as_all(matched.matches) if self._only else list(matched.matches)
        joint = together(copied, self._people)
        copied += [one for one in joint if cell(str(one.photo)) not in self._kept_away]
        if not self._wish.largest:
            return ToCopy(copied)
        largest = largest_of_each(copied, versions, matched.facts)
        return ToCopy(largest, len(self._rows(copied) - self._rows(largest)))

    def _rows(self, matches: Iterable[Match]) -> set[tuple[str, str]]:
        """What a manifest says of their copies."""
        return {row_key(one.person, one.photo) for one in sure_enough(matches, self._wish)}


def sure_enough(matches: Iterable[Match], wish: Outputs) -> list[Match]:
    """The matches whose photos are copied."""
    return [one for one in matches if wish.copy_check or one.verdict is Verdict.SURE]


def _deleted(target: Path, people: Sequence[str]) -> frozenset[str]:
    """The originals of copies that somebody deleted from the folder of everybody.

    Which of them is not in such a photo nobody said: it only stays away.
    """
    everybody = person_key(joint_name(people))
    deleted = done_by_hand(Manifest(target.absolute())).deleted
    return frozenset(row.source for row in deleted if name_key(row.person) == everybody)
