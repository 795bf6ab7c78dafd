"""What somebody did by hand in a folder of copies: some were deleted, some moved out of `check`."""

import contextlib
import os
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from facefinder.deliver.manifest import NAMES, Manifest, Row, inside
from facefinder.host.files import (
    INSIDE,
    TEMPORARY,
    output_errors,
    remove_leftovers,
    sha256_of,
)
from facefinder.records.long_paths import reachable
from facefinder.records.members import IN_ARCHIVE
from facefinder.records.names import name_key, names_in
from facefinder.records.results import CHECK_FOLDER
from facefinder.sources.places import photo_at


@dataclass(frozen=True, slots=True)
class ByHand:
    """Rows of a manifest whose files are not where they were put.

    Attributes:
        deleted: Nothing with their content is left in the folder of their person, nor came into
            that of somebody else.
        given: From the folder of one person to that of another; each with the row that is true now.
        moved: From the folder of those to check to the person's; each with the row that is true
            now.
        tidied: Likewise, renamed, or moved elsewhere below the person's folder, which says nothing
            about who it is; not where the original is gone, for it may be that.
    """

    deleted: tuple[Row, ...] = ()
    moved: tuple[tuple[Row, Row], ...] = ()
    tidied: tuple[tuple[Row, Row], ...] = ()
    given: tuple[tuple[Row, Row], ...] = ()


def done_by_hand(manifest: Manifest) -> ByHand:
    """Compare a manifest with its folder.

    Only a copy whose neighbours are still there was singled out: somebody of whom nothing is left,
    and a folder that is gone, were cleaned up, which says nothing about who is in the photos.

    Raises:
        OutputError: It cannot be looked into, so nobody knows what was deleted.
    """
    people: dict[str, list[Row]] = {}
    for row in manifest.rows:
        people.setdefault(name_key(row.person), []).append(row)
    deleted: list[Row] = []
    moved: list[tuple[Row, Row]] = []
    tidied: list[tuple[Row, Row]] = []
    for rows in people.values():
        with output_errors(manifest.path.parent):
            of_person = _of_person(rows, manifest.path.parent)
        deleted += of_person.deleted
        moved += of_person.moved
        tidied += of_person.tidied
    given = _given(deleted, manifest) if deleted else {}
    left = tuple(row for row in deleted if row not in given)
    return ByHand(left, tuple(moved), tuple(tidied), tuple(given.items()))


def follow(manifest: Manifest, moves: Collection[tuple[Row, Row]]) -> None:
    """Let a manifest say where copies are now.

    Args:
        manifest: Of the folder.
        moves: Rows of it, each with the one that is true now.

    Raises:
        OutputError: It cannot be written.
    """
    if moves:
        now = dict(moves)
        with output_errors(manifest.path):
            manifest.have([now.get(row, row) for row in manifest.rows])


def _of_person(rows: list[Row], folder: Path) -> ByHand:
    places = {row.copy: inside(row, folder) for row in rows}
    there = {copy for copy, path in places.items() if path and reachable(path).is_file()}
    gone = [row for row in rows if row.copy not in there and places[row.copy] is not None]
    if not gone:
        return ByHand()
    left = {row.sha256 for row in rows if row.copy in there}
    listed = {places[copy] for copy in there}
    others = {digest: path for path, digest in unlisted(folder, rows, listed)}
    moved, tidied = [], []
    for row in gone:
        now = others.get(row.sha256)
        if now is None:
            continue
        check, copy = (folder / row.copy).parent, now.relative_to(folder).as_posix()
        if f"/{TEMPORARY}" in copy:
            continue
        if check.name == CHECK_FOLDER and now.parent == check.parent:
            moved.append((row, row._replace(copy=copy, verdict="sure")))
        elif has_original(row, now):
            tidied.append((row, row._replace(copy=copy)))
    if not there and not moved:
        return ByHand(tidied=tuple(tidied))
    deleted = [
        row
        for row in gone
        if row.sha256 not in left | others.keys() and reachable((folder / row.copy).parent).is_dir()
    ]
    return ByHand(tuple(deleted), tuple(moved), tuple(tidied))


def _given(gone: Iterable[Row], manifest: Manifest) -> dict[Row, Row]:
    """What is gone from the folder of one person and lies in that of another, as a row there."""
    folder = manifest.path.parent
    listed = {inside(row, folder) for row in manifest.rows}
    others = {digest: path for path, digest in unlisted(folder, manifest.rows, listed)}
    owners = _owners(manifest)
    given = {}
    for row in gone:
        copy = others[row.sha256].relative_to(folder) if row.sha256 in others else Path()
        person = owners.get(copy.parent.as_posix())
        if person and row.is_photo and _is_one(row.person):
            given[row] = row._replace(copy=copy.as_posix(), person=person, verdict="sure")
    # Files with names may be equal, so each is known by its photo.
    beside = {f"{row.copy}{NAMES}": now for row, now in given.items()}
    for row in manifest.rows:
        if now := beside.get(row.copy):
            given[row] = row._replace(copy=f"{now.copy}{NAMES}", person=now.person)
    return {row: now for row, now in given.items() if reachable(folder / now.copy).is_file()}


def _owners(manifest: Manifest) -> dict[str, str]:
    """Whose folder each is that belongs to one person, by its path below that of the copies."""
    people: dict[str, set[str]] = {}
    for row in manifest.rows:
        people.setdefault(Path(row.copy).parts[0], set()).add(row.person)
    single = {top: next(iter(some)) for top, some in people.items() if len(some) == 1}
    return {top: person for top, person in single.items() if _is_one(person)}


def _is_one(name: str) -> bool:
    """Whether it is the name of one person, and not of several together."""
    return len(names_in(name)) == 1


def is_last(row: Row, copy: Path) -> bool:
    """Whether a copy may be all that is left of a photo, whose folder is there, and it is not.

    Where the folder is not there either, this is another computer, or its drive is elsewhere.

    Args:
        row: Of the copy.
        copy: Where it lies now.
    """
    file, _, _ = row.source.partition(IN_ARCHIVE)
    return reachable(Path(file).parent).is_dir() and not has_original(row, copy)


def has_original(row: Row, copy: Path) -> bool:
    """Whether the photo that a copy is of lies where it was.

    By its size: another photo may have its name by now.

    Args:
        row: Of the copy.
        copy: Where it lies now.
    """
    try:
        return photo_at(Path(row.source)).size == reachable(copy).stat().st_size
    except OSError:
        return False


def unlisted(
    folder: Path, rows: Sequence[Row], listed: Collection[Path | None]
) -> Iterator[tuple[Path, str]]:
    """What lies below some people's folders and is not listed, with its SHA-256.

    Also what a killed run left unfinished: its row is there already, but nobody deleted it.
    """
    tops = {Path(row.copy).parts[0] for row in rows if len(Path(row.copy).parts) > 1}
    for top in (folder / name for name in sorted(tops)):
        reached = reachable(top)
        below = (top / found.relative_to(reached) for found in sorted(reached.rglob("*")))
        yield from _digests(path for path in below if path not in listed)


def _digests(paths: Iterable[Path]) -> Iterator[tuple[Path, str]]:
    for path in paths:
        there = reachable(path)
        if there.is_file() and not there.is_symlink():
            with contextlib.suppress(OSError), there.open("rb") as file:
                yield path, sha256_of(file)


def clear_leftovers(manifest: Manifest, folder: Path) -> None:
    """Remove what killed runs left unfinished in a folder of copies, with the rows of it.

    Else the row of a copy that never got its name would look like that of a deleted one.
    """
    there = reachable(folder)
    try:  # of ten thousand names, a pattern would look at each twice
        names = [name for name in os.listdir(there) if name.startswith(TEMPORARY)]  # noqa: PTH208 - names
    except OSError:
        return
    if not names:
        return
    unfinished = [*(there / name for name in names), *there.glob(f"{TEMPORARY}*/{INSIDE}/*")]
    begun = {digest for _, digest in _digests(unfinished)}
    top = manifest.path.parent

    def is_begun(row: Row) -> bool:
        copy = inside(row, top)
        return (
            row.sha256 in begun
            and copy is not None
            and copy.parent == folder
            and not reachable(copy).exists()
        )

    if any(map(is_begun, manifest.rows)):
        manifest.keep(lambda row: not is_begun(row))
    remove_leftovers(there)
