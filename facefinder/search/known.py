"""Whom to look for, and by which photos: folders of references, or names in photos."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from facefinder.discover import references
from facefinder.discover.found import Discovered
from facefinder.errors import UsageError
from facefinder.host.text import printable
from facefinder.names.read import evenly, find_tagged
from facefinder.records.boxes import Box
from facefinder.records.names import name_key, one_spelling, reading_key
from facefinder.records.photos import Photo
from facefinder.search.listener import Listener
from facefinder.settings import Whom

ENOUGH = 500
"""References of one person that are read and compared, of those in a folder."""
SHOWN = 20
"""Names, or photos, that are told one by one."""


@dataclass(frozen=True, slots=True)
class Known:
    """The people to look for.

    Attributes:
        people: Their photos, by name.
        boxes: For each person, in which photo the face is already known, and where.
        pointed: Where the face is that counts, by the address of its photo.
        left_out: Addresses of photos that are not used.
        needed: As `Whom.needs_people`.
        learned: As in `Whom`.
        harvested: Nobody chose the photos as references: they are what other programs named.
        forgiving: As in `Whom`.
    """

    people: Mapping[str, Discovered] = field(default_factory=dict)
    boxes: Mapping[str, Mapping[Photo, Box]] = field(default_factory=dict)
    pointed: Mapping[str, Box] = field(default_factory=dict)
    left_out: frozenset[str] = frozenset()
    needed: bool = True
    learned: tuple[str, ...] = ()
    harvested: bool = False
    forgiving: bool = False

    @property
    def photos(self) -> list[Photo]:
        """All photos of references, each once."""
        return list(dict.fromkeys(p for found in self.people.values() for p in found.photos))


def find_known(whom: Whom, listener: Listener) -> Known:
    """List the photos of references; nobody where only learned people are looked for.

    Raises:
        UsageError, PeopleError: There are none.
    """
    known = Known()
    if whom.tagged and whom.known is not None:
        known = _tagged(whom.known, whom.name, listener)
    elif whom.folders:
        known = _without(_in_folders(whom.folders, whom.name, listener), whom.absent)
        known = replace(known, pointed=dict(whom.pointed), left_out=frozenset(whom.left_out))
    return replace(known, needed=whom.needs_people, learned=whom.learned, forgiving=whom.forgiving)


def _without(known: Known, absent: Sequence[str]) -> Known:
    """Only those who are looked for; the others are named as people were told their names."""
    left_out = set(map(name_key, absent))
    people = known.people.items()
    return Known({one: of for one, of in people if name_key(printable(one)) not in left_out})


def _in_folders(folders: Sequence[Path], name: str | None, listener: Listener) -> Known:
    """The people whom folders are named after."""
    spelled: dict[str, Discovered] = {}
    for folder in folders:
        for one, found in references.find_known(folder, name).items():
            of = spelled.setdefault(one, Discovered())
            of.photos.extend(found.photos)
            of.failed.extend(found.failed)
    shown = one_spelling({one: len(found.photos) for one, found in spelled.items()})
    _tell_spellings(shown, listener)
    people: dict[str, Discovered] = {}
    for one, found in spelled.items():
        of = people.setdefault(shown[one], Discovered())
        of.photos.extend(found.photos)
        of.failed.extend(found.failed)
    if name is not None and name_key(name) not in map(name_key, people):
        raise UsageError(
            f"-n {name} names nobody: no photo lies directly in '{folders[0]}'.",
            "Leave -n away: the folders in it name the people.",
        )
    for one, found in people.items():
        if len(found.photos) > ENOUGH:
            listener.say(
                f"{one}: {ENOUGH} of {len(found.photos):,} photos are taken as references, evenly "
                "in the order of their paths. More make a search slower."
            )
            found.photos[:] = evenly(found.photos, ENOUGH)
    return Known({one: people[one] for one in sorted(people, key=reading_key)})


def _tagged(folder: Path, name: str | None, listener: Listener) -> Known:
    """The people whom other programs named in the photos of a folder."""
    tagged = find_tagged(folder, name)
    for failed in tagged.failed[:SHOWN]:
        listener.say(f"{failed.photo}: {failed.reason}")
    if len(tagged.failed) > SHOWN:
        listener.say(f"… and {len(tagged.failed) - SHOWN:,} more photos whose names were not read")
    _tell_spellings(tagged.spellings, listener)
    thinned = {
        person: f"{person}: {len(found.photos)} of {tagged.counts[person]} photos with this name "
        "are taken as references"
        for person, found in tagged.people.items()
        if tagged.counts[person] > len(found.photos)
    }
    for text in list(thinned.values())[:SHOWN]:
        listener.say(text)
    if len(thinned) > SHOWN:
        listener.say(f"So it is with {len(thinned) - SHOWN:,} more names.")
    return Known(tagged.people, tagged.boxes, harvested=True)


def _tell_spellings(shown: Mapping[str, str], listener: Listener) -> None:
    """Say which spellings are taken for one name: the user may have meant two people."""
    others: dict[str, list[str]] = {}
    for spelling, name in shown.items():
        if spelling != name:
            others.setdefault(name, []).append(spelling)
    for name, spellings in list(others.items())[:SHOWN]:
        others_of_it = ", ".join(f"'{one}'" for one in spellings)
        listener.say(
            f"{others_of_it} and '{name}' are taken for one name. "
            "If they are two people, give one of them another name."
        )
