"""Names of people in XMP files beside photos, where other programs see them.

The photos themselves are never touched. An XMP file that is there already gets what is missing in
it, and keeps every byte it has; one that cannot be understood is left alone.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from facefinder.decode.head import read_head
from facefinder.errors import OutputError, PhotoError
from facefinder.host.files import remove_leftovers, write_text
from facefinder.host.in_the_way import require_free
from facefinder.names import xmp
from facefinder.names.merge import NamedFace, merged
from facefinder.names.xmp_files import XmpFinder, appended, read_bytes
from facefinder.records.boxes import Box
from facefinder.records.photos import Failed, Photo

BeforeWrite = Callable[[Path, Path, bytes | None, bytes], None]
"""Told the photo, its XMP file, what is in that (None: it is not there), and what will be."""


@dataclass(frozen=True, slots=True)
class TaggedFace:
    """A person in a photo.

    Attributes:
        file: The photo, or a copy of it, beside which the name is to stand.
        person: Name.
        box: Around the face, pixels of the upright photo.
    """

    file: Path
    person: str
    box: Box


@dataclass(frozen=True, slots=True)
class Sidecars:
    """What became of the XMP files.

    Attributes:
        written: New, or with something new in them.
        unchanged: Everything was there.
        failed: Photos whose XMP file could not be read or written; those were left as they are.
    """

    written: list[Path] = field(default_factory=list)
    unchanged: list[Path] = field(default_factory=list)
    failed: list[Failed] = field(default_factory=list)


def write_sidecars(
    faces: Iterable[TaggedFace], before_write: BeforeWrite | None = None
) -> Sidecars:
    """Put names into the XMP files of photos; to do it twice changes nothing.

    What is written: a face region as the Metadata Working Group has it, IPTC's list of the people
    in the photo, and digiKam's list of tags, with ``People/<name>``. A face that has a name there
    already keeps it.

    Args:
        faces: Several faces of one file may come in any order.
        before_write: Is called before a file is written, never for one that stays as it is.
    """
    of_file: dict[Path, list[TaggedFace]] = {}
    for face in faces:
        of_file.setdefault(face.file, []).append(face)
    for folder in {file.parent for file in of_file}:
        remove_leftovers(folder)
    result, finder = Sidecars(), XmpFinder()
    for file, its_faces in of_file.items():
        try:
            path, is_new = _write(file, its_faces, finder, before_write)
            (result.written if is_new else result.unchanged).append(path)
        except (PhotoError, OutputError) as error:
            reason = error.reason if isinstance(error, PhotoError) else error.message
            photo = Photo(str(file.parent), file.name, 0, 0)
            lasting = isinstance(error, PhotoError) and error.lasting
            result.failed.append(Failed(photo, f"not named: {reason}", lasting=lasting))
    return result


def _write(
    file: Path, faces: list[TaggedFace], finder: XmpFinder, before_write: BeforeWrite | None
) -> tuple[Path, bool]:
    """Bring the XMP file of one photo up to date; return it, and whether it changed.

    Raises:
        PhotoError: The photo or its XMP file cannot be read.
        OutputError: The file cannot be written.
    """
    head = read_head(file)
    path = appended(file)
    try:
        path = finder.of_photo(file)
        old = read_bytes(path) if path.exists() or path.is_symlink() else None
        new = merged(old, [NamedFace(f.person, f.box) for f in faces], head)
    except xmp.XmpError as error:
        raise PhotoError(f"{path.name} beside it was left as it is: {error}") from error
    except OSError as error:
        reason = f"{path.name} beside it cannot be read ({error.strerror})"
        raise PhotoError(reason, lasting=False) from error
    if new == old:
        return path, False
    require_free(path)
    if before_write is not None:
        before_write(file, path, old, new)
    write_text(new, path, mode_of=file if old is None else path)
    return path, True
