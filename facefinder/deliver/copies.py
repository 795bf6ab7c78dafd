"""Photos that were found are copied into a folder for each person.

The user's photos are opened read-only. Everything is written under a temporary name in its own
folder and then renamed: under its final name there is never half a file, and a copy never takes the
place of another file.
"""

import itertools
import shutil
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from facefinder.deliver.album import Album, Copies, Filing
from facefinder.deliver.manifest import Manifest
from facefinder.deliver.undo import remove_copies
from facefinder.errors import OutputError
from facefinder.host.files import existing, output_errors, remove_leftovers
from facefinder.host.in_the_way import is_free, require_free
from facefinder.host.sizes import size_in_words
from facefinder.host.text import cell, numbered, safe_name
from facefinder.records.names import file_key, name_key
from facefinder.records.people import Match, Verdict
from facefinder.records.photos import Photo
from facefinder.records.results import (
    CHECK_FOLDER,
    FACES_FOLDER,
    MANIFEST,
    REPORT_FILES,
    REPORT_PAGE,
)
from facefinder.sources.exports import whole_of
from facefinder.sources.film_names import films_of


def tell_nobody(_done: int, _total: int) -> None:
    """Hear how many files are copied, and say nothing."""


def always() -> bool:
    """Whether to go on: yes."""
    return True


def copy_photos(
    matches: Iterable[Match],
    target: Path,
    *,
    check: bool = False,
    link: bool = False,
    told: Callable[[int, int], None] = tell_nobody,
    goes_on: Callable[[], bool] = always,
    manifest: Manifest | None = None,
) -> Copies:
    """Copy every photo with a `sure` verdict to ``target/<person>/<file name>``.

    A person's folder gets each content once, also over several runs. What was copied to be checked
    before and is sure by now lies in the person's folder alone. Another file of the same name
    stays; the copy is then called ``name (2).jpg``. Times are kept, and every copy is read again
    and compared. ``target/manifest.csv`` lists the copies. Photos that can no longer be read are
    listed as failed. What a killed run left unfinished is removed.

    Args:
        matches: The people in photos.
        target: A folder; made when it is missing and there is something to copy.
        check: Copy the `check` photos as well, to ``target/<person>/check/``.
        link: Make hard links instead, where the file system can.
        told: Called after each file with how many are in their place, and of how many.
        goes_on: Asked before each file; where it says no, the rest is left for another time.
        manifest: Of the folder, where it was read already.

    Raises:
        OutputError: No room for all of them (found out before the first byte) or no rights; the
            copies finished so far are whole, and nothing else is left.
    """
    wanted = _wanted(matches, check=check)
    target = target.absolute()
    copies = Copies()
    remove_leftovers(target)
    with output_errors(target):
        done = itertools.count(1)
        manifest = manifest or Manifest(target)
        manifest.forget_what_is_gone()
        filing = Filing(manifest, link, copies, lambda: told(next(done), total), goes_on)
        albums = [
            Album(_folder_of(target / folder, verdict), photos, filing)
            for person, folder in _folder_names(wanted, manifest, target).items()
            for verdict, photos in sorted(wanted[person].items(), reverse=True)
        ]
        _require_room(target, sum(album.missing_bytes for album in albums))
        total = sum(map(len, albums))
        for album in albums:
            album.fill()
        _remove_checked(manifest, copies)
    return copies


def _wanted(matches: Iterable[Match], *, check: bool) -> dict[str, dict[Verdict, list[Match]]]:
    """What to copy of each person.

    The whole file is copied, once, whichever of its pages show the person: as the surest of them.
    """
    wanted: dict[str, dict[Verdict, list[Match]]] = {}
    there: set[tuple[str, Photo]] = set()
    for match in sorted(matches, key=lambda match: match.verdict is not Verdict.SURE):
        file = (match.person, replace(match.photo, inside=""))
        if (check or match.verdict is Verdict.SURE) and file not in there:
            there.add(file)
            wanted.setdefault(match.person, {}).setdefault(match.verdict, []).append(match)
    return wanted


def _remove_checked(manifest: Manifest, copies: Copies) -> None:
    """Remove copies that were to be checked, and lie in the person's own folder by now."""
    folder = manifest.path.parent
    sure = {(one.copy.parent / CHECK_FOLDER, one.sha256) for one in copies.copied}
    inside = f"/{CHECK_FOLDER}/"
    places = {row: (folder / row.copy).parent for row in manifest.rows if inside in row.copy}
    found = {(places[row], row.source) for row in places if (places[row], row.sha256) in sure}
    # With a photo goes the film that is a part of it, whatever its capital letters are.
    films = {(place, film) for place, source in found for film in films_of(whole_of(source))}
    rows = [
        row
        for row, place in places.items()
        if (place, row.source) in found
        or ((place, whole_of(row.source).casefold()) in films and not manifest.is_film_alone(row))
    ]
    if rows:
        copies.replaced.extend(dict.fromkeys(row.copy for row in rows))
        # What somebody changed stays.
        remove_copies(manifest, rows, lambda _: None, only_spare=False)


def _folder_of(person: Path, verdict: Verdict) -> Path:
    folder = person / CHECK_FOLDER if verdict is Verdict.CHECK else person
    require_free(folder, folder=True)
    return folder


def _require_room(target: Path, size: int) -> None:
    free = shutil.disk_usage(existing(target)).free
    if size > free:
        message = (
            f"No photo was copied: the copies need {size_in_words(size)}, but '{target}' has "
            f"{size_in_words(free)} free."
        )
        raise OutputError(message, "Free some, or copy to another drive.")


def _folder_names(people: Iterable[str], manifest: Manifest, target: Path) -> dict[str, str]:
    """Give each person a folder of their own, also where case or accents' spelling do not count.

    Somebody with copies there keeps the folder, however the name is spelled now.
    """
    names: dict[str, str] = {}
    taken = {MANIFEST, REPORT_PAGE, REPORT_FILES, FACES_FOLDER, "decisions.json"}
    earlier = manifest.folders()

    def rank(person: str) -> tuple[bool, bool, str]:
        return cell(person) not in earlier, name_key(cell(person)) not in earlier, person

    for person in sorted(people, key=rank):
        had = earlier.get(cell(person)) or earlier.get(name_key(cell(person)))
        for name in itertools.chain([had] if had else [], numbered(safe_name(person))):
            # Through a link the copies would lie elsewhere, and could never be taken back.
            if file_key(name) not in taken and is_free(target / name, folder=True):
                taken.add(file_key(name))
                names[person] = name
                break
    return names
