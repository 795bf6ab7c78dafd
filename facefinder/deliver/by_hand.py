"""What somebody did by hand in a folder of copies: some were deleted, some moved out of `check`."""

import contextlib
import os
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from facefinder.deliver.manifest import NAMES, Manifest, Row, inside
from facefinder.deliver.spare import has_original, is_original
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
from facefinder.records.results import CHECK_FOLDER, REPORT_FILES
from facefinder.sources.places import photo_at


@dataclass(frozen=True, slots=True)
class ByHand:
    """Rows of a manifest whose files are not where they were put.

    Attributes:
        deleted: Nothing with their content is left in the folder of the copies.
        moved: From the folder of those to check to the person's; each with the row that is true
            now.
        given: Likewise, from the folder of one person to that of another.
        tidied: Likewise, renamed, or moved elsewhere, which says nothing about who it is; not where
            the original is gone, for it may be that.
    """

    deleted: tuple[Row, ...] = ()
    moved: tuple[tuple[Row, Row], ...] = ()
    given: tuple[tuple[Row, Row], ...] = ()
    tidied: tuple[tuple[Row, Row], ...] = ()


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
    with output_errors(manifest.path.parent):
        each = [_of_person(rows, manifest) for rows in people.values()]
    return ByHand(
        tuple(row for one in each for row in one.deleted),
        tuple(move for one in each for move in one.moved),
        tuple(move for one in each for move in one.given),
        tuple(move for one in each for move in one.tidied),
    )


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


def _of_person(rows: list[Row], manifest: Manifest) -> ByHand:
    folder = manifest.path.parent
    places = {row.copy: inside(row, folder) for row in rows if not row.has_names}
    there = {copy for copy, path in places.items() if path and reachable(path).is_file()}
    gone = [row for row in rows if places.get(row.copy) is not None and row.copy not in there]
    if not gone:
        return ByHand()
    left = {row.sha256 for row in rows if row.copy in there}
    is_other = _has_mostly_others(folder, rows, len(there))
    others = _found_again(manifest, gone, is_all=not there)
    owners = _owners(manifest)
    of_owners = {(name_key(row.person), row.sha256) for row in manifest.rows}
    deleted, moved, given, tidied = list[Row](), {}, {}, {}
    for row in gone:
        now = others.get(row.sha256)
        copy = now.relative_to(folder).as_posix() if now else ""
        owner = owners.get(copy.partition("/")[0], row.person)
        if now is None or name_key(owner) != name_key(row.person):
            # What is the owner's own copy came from nobody.
            is_own = (name_key(owner), row.sha256) in of_owners
            is_doubt = copy.partition("/")[2].startswith(f"{CHECK_FOLDER}/")
            if now and len(names_in(row.person)) == 1 and not (is_own or is_doubt):
                given[row] = row._replace(copy=copy, person=owner, verdict="sure")
            elif row.sha256 not in left and reachable((folder / row.copy).parent).is_dir():
                deleted.append(row)
        elif f"/{TEMPORARY}" in copy:
            continue
        elif _is_out_of_check(folder / row.copy, now):
            moved[row] = row._replace(copy=copy, verdict="sure")
        elif has_original(row, now):
            tidied[row] = row._replace(copy=copy)
    if is_other or (not (there or moved) and len(gone) > 1):  # cleaned up, or another folder
        deleted, moved, given = [], {}, {}
    return ByHand(
        tuple(row for row in deleted if there or moved),
        *(
            tuple((moves | _names_beside(moves, rows, folder)).items())
            for moves in (moved, given, tidied)
        ),
    )


def _has_mostly_others(folder: Path, rows: Sequence[Row], there: int) -> bool:
    """Whether a person's folder has more that was not copied there: another one got its name."""
    listed = {Path(row.copy).as_posix() for row in rows}
    others = 0
    for top in _tops(rows):
        with contextlib.suppress(OSError):
            names = (entry.name for entry in os.scandir(reachable(folder / top)) if entry.is_file())
            others += sum(f"{top}/{name}" not in listed for name in names)
    return others > there


def _found_again(manifest: Manifest, gone: Sequence[Row], *, is_all: bool) -> dict[str, Path]:
    """Where copies of a person lie now, by SHA-256.

    Args:
        manifest: Of the folder.
        gone: Of the person, from where they were put.
        is_all: Whether no other one is left: they are in a folder that was renamed, or nowhere.
    """
    far = _elsewhere(manifest, gone)
    if is_all:
        far = _in_one_folder(far, manifest.path.parent, len(gone))
    return far | near_home(manifest, gone)


def _in_one_folder(found: dict[str, Path], folder: Path, wanted: int) -> dict[str, Path]:
    """What lies in the one folder that more than half of all copies came into; none elsewhere."""
    tops = Counter(path.relative_to(folder).parts[0] for path in found.values())
    most = {top for top, count in tops.items() if 2 * count > wanted}
    return {sha: path for sha, path in found.items() if path.relative_to(folder).parts[0] in most}


def _is_out_of_check(before: Path, now: Path) -> bool:
    check = before.parent
    return check.name == CHECK_FOLDER and now.parent == check.parent


def _names_beside(moves: Mapping[Row, Row], rows: Iterable[Row], folder: Path) -> dict[Row, Row]:
    """The files with names beside copies that were moved; of these several may be equal."""
    beside = {f"{row.copy}{NAMES}": now for row, now in moves.items()}
    moved = {
        row: row._replace(copy=f"{now.copy}{NAMES}", person=now.person)
        for row in rows
        if (now := beside.get(row.copy))
    }
    return {row: now for row, now in moved.items() if reachable(folder / now.copy).is_file()}


def _owners(manifest: Manifest) -> dict[str, str]:
    """Whose folder each is that belongs to one person, by its name."""
    people: dict[str, set[str]] = {}
    folders = manifest.folders()
    for person in {row.person for row in manifest.rows if len(names_in(row.person)) == 1}:
        people.setdefault(folders.get(person, ""), set()).add(person)
    return {folder: next(iter(some)) for folder, some in people.items() if len(some) == 1}


def near_home(manifest: Manifest, rows: Sequence[Row]) -> dict[str, Path]:
    """Where copies lie in the folders of these people, but not where they were put, by SHA-256.

    What is not listed is looked at, also what a killed run left unfinished: its row is there
    already, but nobody deleted it. Never an original, which may lie there, too.
    """
    folder = manifest.path.parent
    files = (path for top in sorted(_tops(rows)) for path in _files_below(folder / top))
    return _by_content(files, manifest)


def _elsewhere(manifest: Manifest, rows: Sequence[Row]) -> dict[str, Path]:
    """Where copies may lie beside these folders, by SHA-256: what is as large as an original.

    Not where somebody's photos lie in the folder of the copies, too: nobody can tell a double from
    a copy that was put there.
    """
    folder = manifest.path.parent
    top = folder.resolve()
    originals = {Path(row.source.partition(IN_ARCHIVE)[0]).parent for row in manifest.rows}
    if any(one.is_relative_to(folder) or one.resolve().is_relative_to(top) for one in originals):
        return {}
    sizes = {_size_of_original(row) for row in rows} - {None}
    files = _files_below(folder, {*_tops(rows), REPORT_FILES}) if sizes else ()
    return _by_content((path for path in files if _size(path) in sizes), manifest)


def _tops(rows: Iterable[Row]) -> set[str]:
    """The folders of the people that rows are about; what somebody put elsewhere is in none."""
    return {row.top for row in rows if row.is_at_home} - {""}


def _by_content(files: Iterable[Path], manifest: Manifest) -> dict[str, Path]:
    """Some of the files that are not listed, by their SHA-256; the first one of each."""
    listed = {inside(row, manifest.path.parent) for row in manifest.rows}
    sources: dict[str, list[Path]] = {}
    for row in manifest.rows:
        sources.setdefault(row.sha256, []).append(Path(row.source))
    found: dict[str, Path] = {}
    for path, digest in _digests(path for path in files if path not in listed):
        if not any(is_original(path, source) for source in sources.get(digest, ())):
            found.setdefault(digest, path)
    return found


def _files_below(folder: Path, apart: Collection[str] = ()) -> Iterator[Path]:
    """All in a folder and below, in order, but for some of the folders in it."""
    reached = reachable(folder)
    for top, folders, names in os.walk(reached):
        below = folder / Path(top).relative_to(reached)
        folders[:] = sorted(name for name in folders if below != folder or name not in apart)
        yield from (below / name for name in sorted(names))


def _size(path: Path) -> int | None:
    try:
        return reachable(path).lstat().st_size
    except OSError:
        return None


def _size_of_original(row: Row) -> int | None:
    try:
        return photo_at(Path(row.source)).size
    except OSError:
        return None


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
