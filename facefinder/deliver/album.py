"""The folder of one person: gets each content once, and never half a file."""

import contextlib
import functools
import hashlib
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO

from facefinder.deliver.by_hand import clear_leftovers
from facefinder.deliver.manifest import Manifest
from facefinder.deliver.originals import unlikeliness
from facefinder.errors import OutputError, PhotoError
from facefinder.host.files import (
    CHUNK_BYTES,
    TEMPORARY,
    existing,
    link_to_new,
    rename_to_new,
    sha256_of,
    temporary_file,
    temporary_folder,
)
from facefinder.host.held import is_held, patiently
from facefinder.host.text import numbered, safe_name
from facefinder.records.extensions import HEAD_BYTES, named_as_photo
from facefinder.records.long_paths import reachable
from facefinder.records.people import Match
from facefinder.records.photos import Failed, Photo
from facefinder.sources.moments import moving_parts
from facefinder.sources.places import CHANGED, file_of, is_listed, is_unchanged, source_of, times_of
from facefinder.sources.protocol import Source


@dataclass(frozen=True, slots=True)
class Copied:
    """A photo of a person that lies in the person's folder.

    Attributes:
        person: As the user wrote it; the folder's name may differ (`safe_name`).
        photo: The original.
        copy: Where its content lies now.
        sha256: Of that content, hexadecimal.
        new: Whether this run copied it; else the same content was there before.
    """

    person: str
    photo: Photo
    copy: Path
    sha256: str
    new: bool


@dataclass(frozen=True, slots=True)
class Copies:
    """What became of the photos that were to be copied.

    Attributes:
        copied: Those that lie in their folder.
        failed: Those that cannot be read.
        replaced: The copies to check in whose place these are, as the manifest had them.
    """

    copied: list[Copied] = field(default_factory=list)
    failed: list[Failed] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Filing:
    """What all albums share.

    Attributes:
        manifest: Says which copies are ours.
        link: Make hard links instead of copies, where the file system can.
        copies: Gets an entry for every photo.
        told: Called when a photo is in its place, or cannot be.
        goes_on: Asked before each photo; no more are copied where it says no.
    """

    manifest: Manifest
    link: bool
    copies: Copies
    told: Callable[[], None]
    goes_on: Callable[[], bool]


class Album:
    """A folder of one person: compares what lies in it with what belongs there.

    Args:
        folder: Made when there is something to copy.
        matches: Whose photos belong there.
        filing: What all albums share.

    Attributes:
        missing_bytes: How much `fill` will write.
    """

    def __init__(self, folder: Path, matches: list[Match], filing: Filing) -> None:
        self._folder = folder
        self._filing = filing
        clear_leftovers(filing.manifest, folder)
        self._digests: dict[Source, str] = {}
        self._done: dict[Source, Path] = {}  # from what was read to where its content lies
        self._of_size: dict[int, list[Source]] = {}  # of a size, their content not known yet
        self._of_content: dict[str, Source] = {}
        self._there: dict[int, list[Path]] = {}  # of a size, the files that are there
        for file, size in _files_in(folder, matches[0].person, filing.manifest):
            self._there.setdefault(size, []).append(file)
        self.missing_bytes = 0
        # Of films that are parts of photos: these photos, and what holds the same content.
        self._stills: dict[Photo, tuple[Photo, Source]] = {}
        self._plan: list[tuple[Match, Source]] = []  # with what holds the same content
        # Of equal files the first one gives the copy its name.
        for match in sorted(matches, key=lambda match: unlikeliness(match.photo)):
            with self._failures_listed(match.photo):
                like = self._first_like(match.photo)
                self._plan.append((match, like))
                for film in self._films_of(match):
                    self._stills[film] = match.photo, like
                    self._plan.append((replace(match, photo=film), self._first_like(film)))

    def _films_of(self, match: Match) -> Iterator[Photo]:
        """The films that go with a photo, but for those that somebody deleted without it."""
        films = moving_parts(match.photo)
        there = films and self._is_there(match.person, match.photo)
        for film in films:
            if not (there and self._is_there(match.person, film) is False):
                yield film

    def _is_there(self, person: str, photo: Photo) -> bool | None:
        """Whether the copy of a photo is where it was put; None for one that was not copied yet."""
        copies = self._filing.manifest.copies_of(person, photo)
        return any(reachable(copy).is_file() for copy in copies) if copies else None

    def _first_like(self, photo: Photo) -> Source:
        """Find the first source, there already or to be copied, with the photo's content."""
        source = source_of(photo)
        with _photo_errors():
            _require_unchanged(photo)  # a pipe in its place would be waited for
            info = source.stat()
            like = self._of_size.get(info.st_size) or self._files_of_size(info.st_size)
            if like is None:  # only equal sizes are worth reading
                self._of_size[info.st_size] = [source]
            else:
                self._read(like)
                digest = self._digest(source)
                if digest in self._of_content:
                    return self._of_content[digest]
                self._of_content[digest] = source
        if not (self._filing.link and info.st_dev == existing(self._folder).stat().st_dev):
            self.missing_bytes += info.st_size
        return source

    def _files_of_size(self, size: int) -> list[Source] | None:
        """The files of a size that are in the folder; None after the first question, or without."""
        there = self._there.pop(size, None)
        if there is None:
            return self._of_size.get(size)
        files: list[Source] = []
        for path in sorted(there):
            files.append(file := reachable(path))
            self._done[file] = path
        return self._of_size.setdefault(size, files)

    def _read(self, files: list[Source]) -> None:
        """Remember files by their content, the first ones first, instead of by their size."""
        for file in files:
            with contextlib.suppress(OSError):  # whatever it is, nobody can compare with it
                self._of_content.setdefault(self._digest(file), file)
        files.clear()

    def _digest(self, source: Source) -> str:
        if source not in self._digests:
            with source.open("rb") as file:
                self._digests[source] = sha256_of(file)
        return self._digests[source]

    def __len__(self) -> int:
        """How many files belong there."""
        return len(self._plan)

    def fill(self) -> None:
        """Copy what is not there yet; a photo that cannot be read is listed as failed.

        It ends early where `Filing.goes_on` says so.

        Raises:
            OutputError: A copy differs from its original.
            OSError: The folder cannot be written.
        """
        for match, like in self._plan:
            if not self._filing.goes_on():
                return
            with self._failures_listed(match.photo):
                new = like not in self._done
                if new:
                    self._done[like], self._digests[like] = self._copy(match)
                copied = Copied(
                    match.person, match.photo, self._done[like], self._digest(like), new
                )
                if not new and self._filing.manifest.lists(copied.copy):
                    self._filing.manifest.add(match, copied.copy, copied.sha256)
                if match.photo not in self._stills:
                    self._filing.copies.copied.append(copied)
            self._filing.told()

    def _copy(self, match: Match) -> tuple[Path, str]:
        """Copy or link a file; return where it is now and its SHA-256."""
        source = source_of(match.photo)
        folder = reachable(self._folder)
        with _opened(match.photo) as original:
            folder.mkdir(parents=True, exist_ok=True)
            name = named_as_photo(source.name, _head(original))
        if match.photo in self._stills:
            name = self._name_of_film(match.photo, name)
        # Closed by now: an open file keeps Windows from renaming or removing its other names.
        finish = functools.partial(self._finish, match, safe_name(name))
        file = file_of(source)
        if self._filing.link and file is not None:
            digest = self._digest(source)
            # Under a temporary name first: what a killed run leaves is known by it.
            with (
                contextlib.suppress(OSError),  # another drive, or no such thing as links
                temporary_folder(folder) as unfinished,
            ):
                link = unfinished / "link"
                link_to_new(file.resolve(), link)
                return finish(link, digest, rename_to_new), digest
        with _opened(match.photo) as original, temporary_file(folder) as (unfinished, output):
            digest = _copy_open_file(original, output)
            still, _ = self._stills.get(match.photo, (None, None))
            times = times_of(match.photo, still)
            output.close()
            # Some network drives have times of their own, and no file has those of year 300,000.
            with contextlib.suppress(OSError, OverflowError):
                os.utime(unfinished, ns=times)
            return finish(unfinished, digest, rename_to_new), digest

    def _name_of_film(self, film: Photo, name: str) -> str:
        """What the copy of a film is called: as the copy of its photo is.

        Args:
            film: The film.
            name: By which other programs know it for one.
        """
        still = self._done.get(self._stills[film][1])
        return name if still is None else f"{still.stem}.{name.rpartition('.')[2]}"

    def _finish(
        self,
        match: Match,
        wanted_name: str,
        ready: Path,
        digest: str,
        place: Callable[[Path, Path], None],
    ) -> Path:
        """Put a file where nothing is yet, and say in the manifest that it is ours."""
        for name in numbered(wanted_name):
            final = self._folder / name
            there = reachable(final)
            if not os.path.lexists(there):
                self._filing.manifest.add(match, final, digest)
                with contextlib.suppress(FileExistsError):
                    place(ready, there)
                    return final
        raise AssertionError  # the numbers never end

    @contextlib.contextmanager
    def _failures_listed(self, photo: Photo) -> Iterator[None]:
        try:
            yield
        except PhotoError as error:
            failed = Failed(photo, f"not copied: {error.reason}", error.lasting)
            self._filing.copies.failed.append(failed)


def _files_in(folder: Path, person: str, manifest: Manifest) -> Iterator[tuple[Path, int]]:
    """The files in a folder, and a person's copies that somebody put elsewhere, with sizes."""
    there = reachable(folder)
    if there.is_dir():
        for found in os.scandir(there):
            with contextlib.suppress(OSError):  # a link to itself, or what vanishes just now
                if found.is_file() and not found.name.startswith(TEMPORARY):
                    yield folder / found.name, found.stat().st_size
    for path in manifest.besides(folder, person):
        with contextlib.suppress(OSError):  # it was moved again
            if reachable(path).is_file():
                yield path, reachable(path).stat().st_size


def _copy_open_file(original: BinaryIO, output: BinaryIO) -> str:
    """Copy a content, read it again, and return its SHA-256."""
    digest = hashlib.sha256()
    while chunk := _read_chunk(original):
        digest.update(chunk)
        output.write(chunk)
    output.flush()
    os.fsync(output.fileno())
    output.seek(0)
    if sha256_of(output) != digest.hexdigest():
        advice = "The drive may be faulty; copy to another one."
        raise OutputError("A copy differs from its original.", advice)
    return digest.hexdigest()


def _opened(photo: Photo) -> BinaryIO:
    """Open what was listed, and nothing that has taken its place since.

    Raises:
        PhotoError: It cannot be read, or is another file by now.
    """
    source = source_of(photo)
    with _photo_errors():
        _require_unchanged(photo)
        file = patiently(lambda: source.open("rb"))
        if file_of(source) is not None and not is_listed(os.fstat(file.fileno()), photo):
            file.close()  # it was put there just now
            raise PhotoError(CHANGED, lasting=False)
        return file


def _require_unchanged(photo: Photo) -> None:
    if not is_unchanged(photo):
        raise PhotoError(CHANGED, lasting=False)


def _head(file: BinaryIO) -> bytes:
    with _photo_errors():
        return file.read(HEAD_BYTES)


def _read_chunk(file: BinaryIO) -> bytes:
    with _photo_errors():
        return file.read(CHUNK_BYTES)


@contextlib.contextmanager
def _photo_errors() -> Iterator[None]:
    """Around what reads an original: failures there concern that photo alone."""
    try:
        yield
    except OSError as error:
        held = is_held(error)
        why = "another program keeps it open" if held else f"it cannot be read ({error.strerror})"
        raise PhotoError(why, lasting=False) from error
