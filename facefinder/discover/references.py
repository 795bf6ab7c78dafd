"""The folder of references becomes people, each with the photos that show them."""

import contextlib
import os
import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePath

from facefinder.discover.found import Discovered
from facefinder.discover.kinds import kind_by_name, kind_of
from facefinder.discover.photos import absolute, find_photos
from facefinder.discover.rules import Rules
from facefinder.errors import PeopleError
from facefinder.records.left_out import Kind
from facefinder.records.long_paths import reachable
from facefinder.records.members import composed
from facefinder.records.names import reading_key
from facefinder.records.photos import Failed, Photo
from facefinder.records.video_heads import HEAD_BYTES
from facefinder.records.videos import no_reference
from facefinder.sources.places import source_of
from facefinder.sources.typed import place_in_archive

YEAR = re.compile("(18|19|20)[0-9]{2}")
"""What folders of references are called that hold photos of one year, not of one person."""


def find_known(known: Path, name: str | None = None) -> dict[str, Discovered]:
    """List the reference photos of each person.

    Args:
        known: Each sub-folder is a person of that name, with all photos in it and below; photos
            directly in `known`, or in folders of a year there, are one more person. Or a single
            photo of one person.
        name: Of the person whose photos lie directly in `known`; by default the folder's name, or
            the single photo's without its extension.

    Returns:
        People by name, as `reading_key` orders them; a sub-folder without a photo is a person, too.
        Names are in Unicode's composed form (NFC), however the folders spell them. Videos are
        told once a person, as what is not used.

    Raises:
        UsageError: `known` does not exist, or is neither a file nor a folder.
        PeopleError: It holds neither photos nor sub-folders.
    """
    found = find_photos([known], copies=True, rules=Rules(videos=True))
    root = absolute(known)
    own_name = name or (name_of_folder(root) if root.is_dir() else root.stem)
    _, within = place_in_archive(root) or (root, "")
    people: dict[str, Discovered] = {}
    videos = defaultdict[str, list[Photo]](list)

    def name_of(relative: str) -> str:
        folder, below, _ = relative.partition("/")
        is_person = below and not YEAR.fullmatch(folder)
        return unicodedata.normalize("NFC", folder if is_person else own_name)

    def person_of(relative: str) -> Discovered:
        return people.setdefault(name_of(relative), Discovered())

    for photo in found.photos:
        relative = _below(photo, within)
        if _is_video(photo):
            videos[name_of(relative)].append(photo)
        else:
            person_of(relative).photos.append(photo)
    folders = _folders_in(root)
    missed = found.missed(str(root))
    # A link directly there whose name is no photo's leads to a folder: to somebody's photos.
    links = {path for one in missed if kind_by_name(path := _below(one.photo, within)) is None}
    for failed in (*found.failed, *missed):
        relative = _below(failed.photo, within)
        is_folder = relative in folders or relative in links
        person_of(f"{relative}/" if is_folder else relative).failed.append(failed)
    left_out = {item.path for item in found.left_out}
    for folder in folders:
        if str(root / folder) not in left_out:
            person_of(f"{folder}/")
    _note_videos(people, videos, own_name)
    if not people:
        advice = "Put a folder for each person into it, with photos of that person's face."
        raise PeopleError(f"There are no reference photos in {str(known)!r}.", advice)
    return {one: people[one] for one in sorted(people, key=reading_key)}


def _note_videos(
    people: dict[str, Discovered], videos: Mapping[str, Sequence[Photo]], own_name: str
) -> None:
    """Say once of each person that videos are not used.

    Args:
        people: May get those of whom there are only videos.
        videos: By the person.
        own_name: Of the person whose videos lie in no folder of their own: where others have one,
            these are nobody's.
    """
    nobody = not people
    for person, films in videos.items():
        if nobody or person in people or person != own_name:
            failed = Failed(films[0], no_reference(len(films)), lasting=False)
            people.setdefault(person, Discovered()).failed.append(failed)


def _is_video(photo: Photo) -> bool:
    """Whether it is a video: by its name, or by its first bytes where that does not say it."""
    kind = kind_by_name(photo.name)
    if kind is None:
        with contextlib.suppress(OSError), source_of(photo).open("rb") as file:
            kind = kind_of(file.read(HEAD_BYTES))
    return kind is Kind.VIDEO


def _below(photo: Photo, within: str) -> str:
    """The path that says who a photo shows: in an archive only where no folder around it does.

    Args:
        photo: The reference.
        within: The place in the archive that was named; "" = none was.
    """
    if within:
        return composed(photo.member).removeprefix(composed(within)).lstrip("/") or photo.name
    return photo.archive if "/" in photo.archive else photo.member or photo.relative


def name_of_folder(place: PurePath) -> str:
    """What a folder is called: by its letter or its share where it is all of a drive."""
    return place.name or re.split(r"[\\/]", place.drive.rstrip(":"))[-1] or "person"


def _folders_in(root: Path) -> list[str]:
    """Names of the folders in a folder; of none in a file, or in what cannot be read."""
    # As it is listed: to look at each would be to wait for a drive that does not answer.
    with contextlib.suppress(OSError), os.scandir(reachable(root)) as listing:
        return [entry.name for entry in listing if entry.is_dir(follow_symlinks=False)]
    return []
