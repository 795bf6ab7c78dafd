"""Which names belong beside which file, after a search."""

import hashlib
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Final

from facefinder.deliver.album import Copies
from facefinder.deliver.manifest import Manifest, row_key
from facefinder.deliver.undo import remove_copies
from facefinder.names.write import Sidecars, TaggedFace, write_sidecars
from facefinder.records.people import Match, Verdict
from facefinder.records.photos import Failed, Photo
from facefinder.sources.places import file_of, source_of

IN_ARCHIVE: Final = "not named: it is in an archive, which stays as it is; --sidecar names copies"


def name_originals(matches: Iterable[Match]) -> Sidecars:
    """Name the people beside the photos that surely show them."""
    sure = [match for match in matches if _is_sure(match)]
    files = {match.photo: file_of(source_of(match.photo)) for match in sure}
    named = write_sidecars(_tagged(one, file) for one in sure if (file := files[one.photo]))
    named.failed.extend(Failed(photo, IN_ARCHIVE) for photo, file in files.items() if not file)
    return named


def name_copies(matches: Iterable[Match], copies: Copies, target: Path) -> Sidecars:
    """Name the people beside copies: everybody who surely is in a photo, in each of its copies.

    New XMP files are listed in the manifest with their copies, so that `undo` removes both. One
    that somebody else made or changed is never listed.

    Args:
        matches: All that were found.
        copies: What became of the copying.
        target: The folder with the manifest.

    Raises:
        OutputError: The manifest cannot be written.
    """
    manifest = Manifest(target.absolute())
    of_photo: dict[Photo, list[Match]] = {}
    for match in matches:
        of_photo.setdefault(match.photo, []).append(match)
    owner: dict[Path, Match] = {}
    faces: list[TaggedFace] = []
    for copied in copies.copied:
        for match in of_photo.get(copied.photo, ()):
            owner.setdefault(copied.copy, replace(match, person=copied.person))
            if _is_sure(match):
                faces.append(_tagged(match, copied.copy))

    def list_ours(file: Path, xmp: Path, old: bytes | None, new: bytes) -> None:
        ours = {row.sha256 for row in manifest.rows}
        if old is None or (manifest.lists(xmp) and hashlib.sha256(old).hexdigest() in ours):
            manifest.add(owner[file], xmp, hashlib.sha256(new).hexdigest())

    return write_sidecars(faces, list_ours)


def named_faces(matches: Iterable[Match]) -> set[tuple[str, str, str]]:
    """Person, photo as a manifest has it, and face of all who surely are somewhere."""
    sure = (one for one in matches if one.verdict is Verdict.SURE)
    return {(*row_key(one.person, one.photo), one.face_id) for one in sure}


def remove_names(manifest: Manifest, about: Collection[str], say: Callable[[str], None]) -> None:
    """Remove the XMP files of ours beside some copies, so that they can be written anew.

    Args:
        manifest: Of the folder.
        about: The originals, as a manifest has them.
        say: Gets a sentence for each file that stays because somebody changed it.
    """
    rows = [row for row in manifest.rows if row.source in about and row.has_names]
    if rows:
        remove_copies(manifest, rows, say)


def _is_sure(match: Match) -> bool:
    """Whether a name is to be written; XMP tells the places of faces in a file's first picture."""
    return match.verdict is Verdict.SURE and not match.photo.inside


def _tagged(match: Match, file: Path) -> TaggedFace:
    return TaggedFace(file, match.person, match.box)
