"""Folders become a list of photos: a stable order, each file once, nothing opened.

The extension decides what is a candidate here; what the file holds decides later how it is read.
Links inside the folders are not followed, so a search never leaves them and never goes in circles.
"""

import contextlib
import math
import os
import stat
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from facefinder.errors import PeopleError, UsageError
from facefinder.host.earlier_results import copies_listed, has_report_pictures
from facefinder.records.extensions import EXTENSIONS
from facefinder.records.long_paths import reachable
from facefinder.records.photos import Failed, Photo
from facefinder.records.results import MANIFEST, REPORT_FILES

# ruff: noqa: SIM905 - words in a row read better than lines
SYSTEM_FOLDERS = frozenset(
    "$recycle.bin|recycler|system volume information|@eadir|@recycle|#recycle|#snapshot|"
    "__macosx|lost+found".split("|")
)
"""Waste bins and thumbnail stores of Windows, macOS, Linux and network drives, in lower case."""

OURS = "made by facefinder"
"""Why earlier results are left out: they show what was found once, and would be found again."""

NOTHING: Mapping[Path, str] = MappingProxyType({})

_WINDOWS_HIDDEN_OR_SYSTEM = 0x2 | 0x4  # FILE_ATTRIBUTE_HIDDEN, FILE_ATTRIBUTE_SYSTEM

_WINDOWS_JUNCTION = 0xA0000003  # IO_REPARSE_TAG_MOUNT_POINT: a link that is_symlink() denies

_WINDOWS_ELSEWHERE = 0x1000 | 0x40000 | 0x400000
"""FILE_ATTRIBUTE_OFFLINE, _RECALL_ON_OPEN, _RECALL_ON_DATA_ACCESS: the name is here, the content is
with OneDrive or the like, and reading or listing it would load it over the network."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something that was seen and, by rule, not searched."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Discovered:
    """What lies in the folders.

    Attributes:
        photos: Candidates; the order depends on the names alone.
        failed: Folders and files that the file system refuses; `size` and `mtime_ns` are 0.
        left_out: Hidden things, system folders, links and excluded folders.
    """

    photos: list[Photo] = field(default_factory=list)
    failed: list[Failed] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)


def find_photos(
    inputs: Sequence[Path], *, exclude: Mapping[Path, str] = NOTHING, copies: bool = False
) -> Discovered:
    """List the photos in folders and below.

    Args:
        inputs: Folders, searched recursively, and single files, which are photos whatever their
            extension. Overlaps and repetitions are no harm: a file belongs to the first input
            that reaches it. An input is searched even if it is a link or hidden.
        exclude: Folders and files not to search (where copies go, where the program keeps its
            data), unless they are inputs themselves, and why.
        copies: Whether copies that the program made for earlier results are photos, too.

    Raises:
        UsageError: An input does not exist.
    """
    walk = _Walk({_real(path): reason for path, reason in exclude.items()}, copies=copies)
    for path in inputs:
        walk.add(path)
    return walk.found


def find_known(known: Path, name: str | None = None) -> dict[str, Discovered]:
    """List the reference photos of each person.

    Args:
        known: Each sub-folder is a person of that name, with all photos in it and below; photos
            directly in `known` are one more person. Or a single photo of one person.
        name: Of the person whose photos lie directly in `known`; by default the folder's name, or
            the single photo's without its extension.

    Returns:
        People by name, in the order of the names; a sub-folder without a photo is a person, too.
        Names are in Unicode's composed form (NFC), however the folders spell them.

    Raises:
        UsageError: `known` does not exist.
        PeopleError: It holds neither photos nor sub-folders.
    """
    found = find_photos([known], copies=True)
    root = _absolute(known)
    own_name = name or (root.name if root.is_dir() else root.stem)
    people: dict[str, Discovered] = {}

    def person_of(relative: str) -> Discovered:
        folder, below, _ = relative.partition("/")
        person = unicodedata.normalize("NFC", folder if below else own_name)
        return people.setdefault(person, Discovered())

    for photo in found.photos:
        person_of(photo.relative).photos.append(photo)
    for failed in found.failed:
        relative = failed.photo.relative
        is_folder = relative != "" and failed.photo.path.is_dir()
        person_of(f"{relative}/" if is_folder else relative).failed.append(failed)
    left_out = {item.path for item in found.left_out}
    with contextlib.suppress(OSError):  # a single photo; or unreadable, and listed as failed
        for entry in root.iterdir():
            if entry.is_dir() and str(entry) not in left_out:
                person_of(f"{entry.name}/")
    if not people:
        advice = "Put a folder for each person into it, with photos of that person's face."
        raise PeopleError(f"There are no reference photos in {str(known)!r}.", advice)
    return dict(sorted(people.items()))


def _absolute(path: Path) -> Path:
    return Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow links


def _real(path: Path | str) -> str:
    """Name a place in one way only."""
    return os.path.normcase(os.path.realpath(path))


def _real_child(real_parent: str, name: str) -> str:
    """Name a real entry (no link) of a folder as `_real` would."""
    return str(Path(real_parent, os.path.normcase(name)))


class _Walk:
    """One search: what was found, and where it has been."""

    def __init__(self, excluded: Mapping[str, str], *, copies: bool) -> None:
        self.found = Discovered()
        self._left_out = dict(excluded)
        self._listed: dict[str, float] = {}
        self._copies = copies
        self._folders: set[str] = set()
        self._files: set[tuple[str, str]] = set()

    def add(self, path: Path) -> None:
        root = _absolute(path)
        try:
            info = root.stat()
        except (FileNotFoundError, NotADirectoryError) as error:
            advice = "Check the spelling, and that the drive it lies on is connected."
            raise UsageError(f"There is no file or folder {str(path)!r}.", advice) from error
        except OSError as error:
            self._fail(str(root.parent), root.name, error)
            return
        if stat.S_ISDIR(info.st_mode):
            self._search(str(root))
        elif stat.S_ISREG(info.st_mode):
            real = Path(_real(root))
            self._take(str(root.parent), root.name, info, (str(real.parent), real.name))
        else:
            photo = Photo(str(root.parent), root.name, 0, 0)
            self.found.failed.append(Failed(photo, "it is not a regular file"))

    def _search(self, root: str) -> None:
        # A stack of our own: folders may be nested deeper than Python calls may be.
        waiting = [("", _real(root))]
        while waiting:
            below, real = waiting.pop()
            if real in self._folders:
                continue
            self._folders.add(real)
            try:
                with os.scandir(reachable(Path(root, below))) as listing:
                    entries = sorted(listing, key=lambda entry: entry.name)
            except OSError as error:
                self._fail(root, below, error)
                continue
            self._leave_out_ours(real, {entry.name for entry in entries})
            folders = []
            for entry in entries:
                relative = f"{below}/{entry.name}" if below else entry.name
                try:
                    if self._visit(entry, root, relative, real):
                        folders.append((relative, _real_child(real, entry.name)))
                except OSError as error:
                    self._fail(root, relative, error)
            waiting.extend(reversed(folders))

    def _visit(self, entry: os.DirEntry[str], root: str, relative: str, real_parent: str) -> bool:
        """Take a photo; return True for a folder that is to be searched."""
        folder = Path(entry).is_dir() if entry.is_symlink() else entry.is_dir()
        if not folder and not _is_candidate(entry.name):
            return False
        reason = _rule_against(entry, folder)
        if not reason and not folder and not entry.is_file(follow_symlinks=False):
            failed = Failed(Photo(root, relative, 0, 0), "it is not a regular file")
            self.found.failed.append(failed)
            return False
        real = _real_child(real_parent, entry.name)
        changed = entry.stat(follow_symlinks=False).st_mtime
        if not folder and changed <= self._listed.get(real, -math.inf):
            reason = OURS
        reason = self._left_out.get(real, reason)
        if reason:
            self.found.left_out.append(LeftOut(str(Path(root, relative)), reason))
        elif not folder:
            identity = (real_parent, os.path.normcase(entry.name))
            self._take(root, relative, entry.stat(follow_symlinks=False), identity)
        return folder and not reason

    def _leave_out_ours(self, real: str, names: Collection[str]) -> None:
        """Note what earlier runs put into a folder: the pictures of a report, and copies."""
        if REPORT_FILES in names and has_report_pictures(Path(real, REPORT_FILES)):
            self._left_out[_real_child(real, REPORT_FILES)] = OURS
        if MANIFEST in names and not self._copies:
            for copy, latest in copies_listed(Path(real, MANIFEST)).items():
                self._listed[os.path.normcase(Path(real, copy))] = latest

    def _take(
        self, root: str, relative: str, info: os.stat_result, identity: tuple[str, str]
    ) -> None:
        if identity not in self._files:
            self._files.add(identity)
            self.found.photos.append(Photo(root, relative, info.st_size, info.st_mtime_ns))

    def _fail(self, root: str, relative: str, error: OSError) -> None:
        reason = (
            "there is no permission to look into it"
            if isinstance(error, PermissionError)
            else f"it cannot be searched: {error.strerror}"
        )
        self.found.failed.append(Failed(Photo(root, relative, 0, 0), reason, lasting=False))


def _is_candidate(name: str) -> bool:
    return os.path.splitext(name)[1][1:].lower() in EXTENSIONS  # noqa: PTH122 - in bulk


def _rule_against(entry: os.DirEntry[str], folder: bool) -> str:
    """Say why an entry is not searched; nothing if it is."""
    info = entry.stat(follow_symlinks=False)
    attributes = getattr(info, "st_file_attributes", 0)
    if entry.is_symlink() or getattr(info, "st_reparse_tag", 0) == _WINDOWS_JUNCTION:
        return "a link"
    if attributes & _WINDOWS_ELSEWHERE:
        return "in the cloud only, not on this computer"
    if entry.name.startswith(".") or (folder and attributes & _WINDOWS_HIDDEN_OR_SYSTEM):
        return "hidden"
    if folder and entry.name.lower() in SYSTEM_FOLDERS:
        return "a system folder"
    return ""
