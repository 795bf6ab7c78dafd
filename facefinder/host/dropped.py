"""Photos of people that were dropped on the page: kept in the data folder, until `purge`."""

import hashlib
import re
import stat
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path, PurePath

from facefinder.errors import UsageError
from facefinder.host.files import output_errors, rename_to_new, sha256_of, temporary_file
from facefinder.host.places import DROPPED, make_data_dir
from facefinder.host.text import safe_name
from facefinder.records.extensions import EXTENSIONS, HEAD_BYTES, named_as_photo
from facefinder.records.names import name_key, tidied

MOST_BYTES = 64_000_000
"""Size of the largest photo; RAW files of large cameras have that much."""
MOST_PHOTOS = 300
MOST_BYTES_IN_ALL = 2_000_000_000

LONGEST_STEM = 60
HASH_LETTERS = 32
NAMED_BY_HASH = re.compile(rf".* ([0-9a-f]{{{HASH_LETTERS}}})\.[A-Za-z0-9]{{1,5}}")
"""Names of these files; the rest of a name is the dropped file's own."""


def name_when_dropped(path: str) -> str:
    """What a photo was called before it was dropped; of any other photo, its name."""
    place = PurePath(path)
    named = NAMED_BY_HASH.fullmatch(place.name)
    if named is None or place.parent.parent.name != DROPPED:
        return place.name
    return place.name[: named.start(1) - 1] + place.name[named.end(1) :]


class DroppedPhotos:
    """The photos in a data folder, in a folder for each person.

    Args:
        data: The data folder.
        check: Refuses what is no photo.
    """

    def __init__(self, data: Path, check: Callable[[Path], None]) -> None:
        self.folder = data / DROPPED
        self._check = check

    @property
    def folders(self) -> tuple[Path, ...]:
        """A folder for each person who has photos here, named after the person."""
        return tuple(sorted({file.parent for file in dropped_in(self.folder)}))

    def add(self, person: str, name: str, content: bytes) -> None:
        """Keep a photo.

        Args:
            person: Whom it shows.
            name: Of the file that was dropped; only to be recognised by people.
            content: Of the file.

        Raises:
            UsageError: It is too much, or there already, or nobody can be called so.
            PhotoError: It is no photo.
            OutputError: It cannot be written.
        """
        folder = self._of(person)
        there = dropped_in(self.folder)
        size = sum(file.lstat().st_size for file in there) + len(content)
        if len(content) > MOST_BYTES:
            raise UsageError(
                f"'{name}' has more than {MOST_BYTES // 1_000_000} MB.", "Add a smaller photo."
            )
        if len(there) >= MOST_PHOTOS or size > MOST_BYTES_IN_ALL:
            raise UsageError(
                "These are too many photos to be dropped.",
                "Put them into a folder, and choose it.",
            )
        digest = hashlib.sha256(content).hexdigest()[:HASH_LETTERS]
        if any(digest in file.name for file in there if file.parent == folder):
            raise UsageError(
                f"'{name}' is among the photos of {folder.name} already.", "Choose another photo."
            )
        stem = safe_name(Path(name).stem[:LONGEST_STEM])
        final = folder / f"{stem} {digest}{_extension(name, content)}"
        make_data_dir(self.folder.parent)
        with output_errors(final):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with temporary_file(folder) as (unfinished, output):
                output.write(content)
                output.close()
                self._check(unfinished)
                rename_to_new(unfinished, final)

    def _of(self, person: str) -> Path:
        """The folder of a person, who may be spelled in another way there.

        Raises:
            UsageError: Nobody can be called so, or the folder is a link to elsewhere.
        """
        name = tidied(person)
        if not name_key(name) or safe_name(name) != name:
            raise UsageError(f"A person cannot be called '{person}' here.", "Use letters alone.")
        spelled = {name_key(one.name): one for one in self.folders}
        folder = spelled.get(name_key(name), self.folder / name)
        if self.folder.is_symlink() or folder.is_symlink():
            raise UsageError(f"'{folder}' leads elsewhere.", "Choose another name.")
        return folder

    def remove(self, person: str) -> None:
        """Delete the photos of a person.

        Raises:
            OutputError: They cannot be deleted.
        """
        for folder in self.folders:
            if name_key(folder.name) == name_key(person):
                for file in filter(_is_named, folder.iterdir()):
                    with output_errors(file):
                        file.unlink(missing_ok=True)
                with suppress(OSError):  # something else lies in it
                    folder.rmdir()


def dropped_in(folder: Path) -> list[Path]:
    """The photos below a folder that were dropped, by their names; no link is followed."""
    if folder.is_symlink() or not folder.is_dir():
        return []
    people = [one for one in folder.iterdir() if one.is_dir() and not one.is_symlink()]
    return sorted(file for person in people for file in person.iterdir() if _is_named(file))


def has_own_hash(file: Path) -> bool:
    """Whether a plain file has the hash of what is in it in its name."""
    named = NAMED_BY_HASH.fullmatch(file.name)
    try:
        if named is None or not _is_named(file):
            return False
        with file.open("rb") as stream:
            return sha256_of(stream).startswith(named[1])
    except OSError:
        return False


def _is_named(file: Path) -> bool:
    return bool(NAMED_BY_HASH.fullmatch(file.name)) and stat.S_ISREG(file.lstat().st_mode)


def _extension(name: str, content: bytes) -> str:
    """One by which the file will be listed as a photo, whatever it was called."""
    extension = Path(named_as_photo(name, content[:HEAD_BYTES])).suffix
    return extension if extension[1:].lower() in EXTENSIONS else ".jpg"
