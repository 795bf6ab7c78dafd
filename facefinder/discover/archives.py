"""An archive becomes a list of the photos in it, by the rules of the folders around it."""

from collections import Counter
from typing import Final

from facefinder.discover.found import Discovered
from facefinder.discover.kinds import HEAD_BYTES, LEAST_BYTES, kind_by_name, kind_of
from facefinder.discover.rules import Rules
from facefinder.host.text import counted
from facefinder.records.left_out import EXCLUDED, VIDEO_IN_ARCHIVE, Kind, LeftOut
from facefinder.records.photos import Failed, Photo
from facefinder.sources.archives import listing
from facefinder.sources.container import Entry, Listing
from facefinder.sources.moments import parts_among

UNPACK_IT: Final = "unpack it, and search the folder that it becomes"


def look_into(archive: Photo, rules: Rules, found: Discovered) -> bool:
    """Add the photos in an archive to what was found.

    Args:
        archive: The file, as it was listed.
        rules: What is not to be searched.
        found: Gets photos, counts of what is none, and what is wrong with some.

    Returns:
        False where the file is no archive, or one of a program: a document, for instance.

    Raises:
        SourceError: It is damaged from the beginning.
        OSError: It cannot be read.
    """
    with listing(archive.path) as members:
        if members is None:
            return False
        _Members(archive, rules, found).add_all(members)
    return True


class _Members:
    """One archive: where its photos go, and what was decided about its folders."""

    def __init__(self, archive: Photo, rules: Rules, found: Discovered) -> None:
        self._archive, self._rules, self._found = archive, rules, found
        self._left_out: dict[str, bool] = {"": False}

    def add_all(self, members: Listing) -> None:
        troubles, sizes, kinds = Counter[str](), dict[str, int](), dict[str, Kind]()
        for entry in members.entries():
            folder, _, name = entry.name.rpartition("/")
            if self._is_left_out(folder):
                continue
            kind = self._kind(members, entry, name)
            sizes[entry.name], kinds[entry.name] = entry.size, kind
            reason = self._reason_against(entry.name, folder=False)
            if kind is Kind.PHOTO and reason:
                self._leave_out(entry.name, reason)
            elif kind is not Kind.PHOTO:
                self._found.others[self._counted_as(kind)] += 1
            elif entry.trouble:
                troubles[entry.trouble] += 1
            else:
                photo = self._archive.members(entry.name, entry.size, entry.mtime_ns)
                self._found.photos.append(photo)
        # Films that are parts of photos are found with these, and may stand before them.
        films = (name for name in parts_among(sizes) if kinds[name] is not Kind.PHOTO)
        self._found.others.subtract(self._counted_as(kinds[name]) for name in films)
        for trouble, count in troubles.items():
            are = f"{counted(count, 'photo')} in it {'is' if count == 1 else 'are'} {trouble}"
            self._fail(f"{are}; {UNPACK_IT}")
        if members.trouble:
            self._fail(members.trouble)

    def _counted_as(self, kind: Kind) -> str:
        return VIDEO_IN_ARCHIVE if kind is Kind.VIDEO and self._rules.videos else kind

    def _fail(self, reason: str) -> None:
        self._found.failed.append(Failed(self._archive, reason))

    def _kind(self, members: Listing, entry: Entry, name: str) -> Kind:
        """What a member is, by its name or by its first bytes."""
        kind = kind_by_name(name)
        # What macOS puts beside a file is called like it.
        if kind is None or name.startswith("._"):
            head = members.head(entry, HEAD_BYTES) if entry.size >= LEAST_BYTES else b""
            kind = kind_of(head)
        return kind

    def _is_left_out(self, folder: str) -> bool:
        """Whether a folder in the archive, or one around it, is not searched; said once."""
        if folder not in self._left_out:
            self._left_out[folder] = self._is_left_out(folder.rpartition("/")[0])
            reason = self._reason_against(folder, folder=True)
            if reason and not self._left_out[folder]:
                self._left_out[folder] = True
                self._leave_out(folder, reason)
        return self._left_out[folder]

    def _reason_against(self, inner: str, *, folder: bool) -> str:
        before, _, name = inner.rpartition("/")
        parent = before.rpartition("/")[2] or self._archive.name
        reason = self._rules.reason_against(name, parent, folder=folder)
        if not reason and self._rules.patterns:
            whole = str(self._archive.members(inner, 0, 0))
            reason = EXCLUDED if self._rules.excludes(name, whole, folder=folder) else ""
        return reason

    def _leave_out(self, inner: str, reason: str) -> None:
        self._found.left_out.append(LeftOut(str(self._archive.members(inner, 0, 0)), reason))
