"""Folders become a list of photos: a stable order, each file once.

Its name says of nearly every file whether it may be a photo; what it holds decides later how it is
read. Links inside the folders are not followed, nor looked behind: a search never leaves the
folders, never goes in circles, and never waits for a drive that a link leads to.
"""

import math
import os
import stat
from collections.abc import Collection, Mapping, Sequence
from operator import attrgetter
from pathlib import Path
from types import MappingProxyType

from facefinder.discover.archives import look_into
from facefinder.discover.films_apart import leave_to_their_photos
from facefinder.discover.found import MISSED, Discovered
from facefinder.discover.kinds import is_without_content, kind_by_content, kind_by_name
from facefinder.discover.ours import Ours, child
from facefinder.discover.rules import Rules, reason_of_windows
from facefinder.discover.triage import Triage
from facefinder.errors import UsageError
from facefinder.host.mounts import is_mute, mount_points
from facefinder.records.left_out import CLOUD, EXCLUDED, LINK, OURS, Kind, LeftOut
from facefinder.records.long_paths import reachable
from facefinder.records.members import IN_ARCHIVE
from facefinder.records.photos import Photo
from facefinder.sources.opening import NOT_OPENED, is_named_archive
from facefinder.sources.typed import place_in_archive

NOTHING: Mapping[Path, str] = MappingProxyType({})


def find_photos(
    inputs: Sequence[Path],
    *,
    exclude: Mapping[Path, str] = NOTHING,
    copies: bool = False,
    rules: Rules | None = None,
    enough: float = math.inf,
) -> Discovered:
    """List the photos in folders and below.

    Args:
        inputs: Folders, searched recursively, and single files, which are photos whatever their
            extension; also such as lie in an archive ("x.zip!/Summer"). Overlaps and repetitions
            are no harm: a file belongs to the first input that reaches it. An input is searched
            even if it is a link or hidden.
        exclude: Folders and files not to search (where copies go, where the program keeps its
            data), unless they are inputs themselves, and why.
        copies: Whether copies that the program made for earlier results are photos, too.
        rules: What else is not to be searched; None = what nobody wants to be.
        enough: With so many photos no further folder is looked into.

    Raises:
        UsageError: An input does not exist, or is neither a file nor a folder.
    """
    rules = rules or Rules()
    places = {_real(path): reason for path, reason in exclude.items()}
    singles = {_real(path) for path in inputs if path.is_file()}
    walk = _Walk(places, rules, singles, copies=copies, enough=enough)
    for path in inputs:
        walk.add(path)
    walk.add_places_in_archives()
    leave_to_their_photos(walk.found, rules.kinds)
    return walk.found


def absolute(path: Path) -> Path:
    """The whole path, with links in it as they are."""
    return Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow links


def _nothing_there(path: Path | str) -> UsageError:
    advice = "Check the spelling, and that the drive it lies on is connected."
    return UsageError(f"There is no file or folder {str(path)!r}.", advice)


def _identity(photo: Photo) -> tuple[str, str]:
    """A photo in an archive, however the archive was reached."""
    return _real(photo.file), photo.member


def _real(path: Path | str) -> str:
    """Name a place in one way only."""
    return os.path.normcase(os.path.realpath(path))


class _Walk:
    """One search: what was found, and where it has been."""

    def __init__(
        self,
        left_out: dict[str, str],
        rules: Rules,
        singles: Collection[str],
        *,
        copies: bool,
        enough: float,
    ) -> None:
        self.found = Discovered()
        self._left_out = left_out
        self._rules = rules
        self._copies = copies
        self._enough = enough
        self._ours = Ours(copies=copies)
        self._kinds = rules.kinds
        self._triage = Triage(self._kinds)
        self._folders: set[str] = set()
        # A folder is walked through once; only what is an input itself can come up again.
        self._singles = singles
        self._taken: set[str] = set()
        self._in_archives: list[tuple[Path, str]] = []

    def add(self, path: Path) -> None:
        root = absolute(path)
        try:
            info = root.stat()
        except (FileNotFoundError, NotADirectoryError) as error:
            place = place_in_archive(root)
            if place is None:
                raise _nothing_there(path) from error
            self._in_archives.append(place)
            return
        except OSError as error:
            self.found.fail(str(root.parent), root.name, error)
            return
        if self._rules.excludes(root.name, str(root), folder=stat.S_ISDIR(info.st_mode)):
            self.found.left_out.append(LeftOut(str(root), EXCLUDED))
        elif stat.S_ISDIR(info.st_mode):
            self._search(str(root))
        elif stat.S_ISREG(info.st_mode):
            self._take_named(root, info)
        else:  # a pipe, a socket or a device
            raise UsageError(
                f"{str(path)!r} is neither a file nor a folder that can be searched.",
                "Name a photo, an archive or a folder with photos.",
            )

    def _take_named(self, file: Path, info: os.stat_result) -> None:
        """Take a file that was named: an archive's photos, or as a photo whatever it is called."""
        folder, real = str(file.parent), _real(file)
        if self._rules.reason_against(file.name, file.parent.name, folder=False) == CLOUD:
            self.found.note(folder, file.name, MISSED[CLOUD])
            return
        kind = kind_by_name(file.name)
        if kind in (None, Kind.ARCHIVE):
            if self._look_into(folder, file.name, info, real):
                return
            content = kind_by_content(str(file))
            if Kind.ARCHIVE in ((content, kind) if content is Kind.OTHER else (content,)):
                self.found.note(folder, file.name, NOT_OPENED)
                return
        self._take(folder, file.name, info, real)

    def add_places_in_archives(self) -> None:
        """Take what was named in archives, unless the whole archive was taken meanwhile.

        Raises:
            UsageError: Such a file or folder is not in its archive.
        """
        if not self._in_archives:
            return
        taken = {_identity(photo) for photo in self.found.photos if photo.member}
        for archive, inner in self._in_archives:
            if self._rules.excludes(archive.name, str(archive), folder=False):
                self.found.left_out.append(LeftOut(f"{archive}{IN_ARCHIVE}{inner}", EXCLUDED))
                continue
            info = archive.stat()
            file = Photo(str(archive.parent), archive.name, info.st_size, info.st_mtime_ns)
            there = Discovered()
            try:
                look_into(file, self._rules, there, copies=self._copies, within=inner)
            except OSError as error:
                there.fail(file.root, file.relative, error)
            if there == Discovered():
                raise _nothing_there(f"{archive}{IN_ARCHIVE}{inner}")
            there.photos[:] = [one for one in there.photos if _identity(one) not in taken]
            taken.update(map(_identity, there.photos))
            self.found.add(there)

    def _search(self, root: str) -> None:
        # A stack of our own: folders may be nested deeper than Python calls may be.
        waiting = [("", _real(root))]
        self._ours.note_above(_real(root))
        while waiting and len(self.found.photos) < self._enough:
            below, real = waiting.pop()
            if real in self._folders:
                continue
            self._folders.add(real)
            if real in mount_points() and is_mute(real):
                self.found.note(root, below, "its drive does not answer")
                continue
            try:
                with os.scandir(reachable(Path(root, below))) as listing:
                    entries = list(listing)
            except OSError as error:
                self.found.fail(root, below, error)
                continue
            names = {entry.name for entry in entries}
            self._left_out |= self._ours.pictures_in(real, names)
            self._ours.note(real, names)
            for name, reason in self._rules.reasons_beside(names).items():
                self._left_out.setdefault(child(real, name), reason)
            entries = self._triage.without_others(entries, self.found.others)
            entries.sort(key=attrgetter("name"))
            waiting.extend(reversed(self._visit_all(entries, root, below, real)))

    def _visit_all(
        self, entries: Sequence[os.DirEntry[str]], root: str, below: str, real: str
    ) -> list[tuple[str, str]]:
        """Take the photos of a folder; return the folders in it that are to be searched."""
        folders = []
        parent = os.path.basename(below or root)  # noqa: PTH119 - a name, not a path
        before, real_before = f"{below}/" if below else "", os.path.join(real, "")  # noqa: PTH118 - in bulk
        for entry in entries:
            relative = before + entry.name
            real_name = real_before + os.path.normcase(entry.name)
            try:
                if self._visit(entry, root, relative, real_name, parent):
                    folders.append((relative, real_name))
            except OSError as error:
                if kind_by_name(entry.name) in self._kinds:
                    self.found.fail(root, relative, error)
                else:
                    self.found.others[Kind.OTHER] += 1
        return folders

    def _visit(
        self, entry: os.DirEntry[str], root: str, relative: str, real: str, parent: str
    ) -> bool:
        """Take a photo; return True for a folder that is to be searched."""
        link = entry.is_symlink()
        folder = not link and entry.is_dir(follow_symlinks=False)
        kind = None if folder else kind_by_name(entry.name)
        is_archive = kind is Kind.ARCHIVE and self._rules.archives and is_named_archive(entry.name)
        if kind and kind not in self._kinds and not is_archive:
            self.found.others[kind] += 1
            return False
        reason = LINK if link else self._reason_against(entry, folder, parent, root, relative)
        reason = self._left_out.get(real, reason)
        if reason and (folder or link or kind):
            self.found.left_out.append(LeftOut(str(Path(root, relative)), reason))
        elif folder:
            return True
        elif reason:
            self.found.others[Kind.OTHER] += 1
        elif not entry.is_file(follow_symlinks=False):
            self.found.refuse(root, relative, kind)
        else:
            self._look_at(entry, root, relative, real, kind)
        return False

    def _reason_against(
        self, entry: os.DirEntry[str], folder: bool, parent: str, root: str, relative: str
    ) -> str:
        reason = self._rules.reason_against(entry.name, parent, folder=folder)
        # Windows' listing has the attributes; elsewhere each file would have to be asked.
        if not reason and os.name == "nt":
            info = entry.stat(follow_symlinks=False)
            everything = self._rules.everything
            reason = reason_of_windows(info, entry.name, folder=folder, everything=everything)
        if not reason and self._rules.patterns:
            whole = os.path.join(root, relative)  # noqa: PTH118 - in bulk
            if self._rules.excludes(entry.name, whole, folder=folder):
                reason = EXCLUDED
        return reason

    def _look_at(
        self, entry: os.DirEntry[str], root: str, relative: str, real: str, kind: Kind | None
    ) -> None:
        """Take a regular file that is searched, by its name or by its content."""
        # What macOS puts beside a file on a foreign drive is called like it.
        if kind is None or entry.name.startswith("._"):
            kind = self._triage.kind(entry)
        is_archive = kind is Kind.ARCHIVE and self._rules.archives
        if kind not in self._kinds and not is_archive:
            self.found.others[kind] += 1
            return
        info = entry.stat(follow_symlinks=False)
        if is_without_content(info):
            self.found.left_out.append(LeftOut(str(Path(root, relative)), CLOUD))
        elif is_archive:
            if not self._look_into(root, relative, info, real):
                self.found.others[kind] += 1
        elif self._ours.holds(Path(root, relative), real, info.st_mtime):
            self.found.left_out.append(LeftOut(str(Path(root, relative)), OURS))
        else:
            self._take(root, relative, info, real)

    def _look_into(self, root: str, relative: str, info: os.stat_result, real: str) -> bool:
        """Take the photos in an archive; False for a file that is none."""
        file = Photo(root, relative, info.st_size, info.st_mtime_ns)
        try:
            there = real in self._taken or look_into(
                file, self._rules, self.found, copies=self._copies
            )
            if not there:
                return False
        except OSError as error:
            self.found.fail(root, relative, error)
        self._was_taken(real)
        return True

    def _take(self, root: str, relative: str, info: os.stat_result, real: str) -> None:
        if not self._was_taken(real):
            self.found.photos.append(Photo(root, relative, info.st_size, info.st_mtime_ns))

    def _was_taken(self, real: str) -> bool:
        if real not in self._singles:
            return False
        if real in self._taken:
            return True
        self._taken.add(real)
        return False
