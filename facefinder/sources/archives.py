"""What is in archives, and how a member is read.

Nothing is unpacked to a disk. A member comes into memory whole; the last one stays there, because a
photo is asked for several times while it is read. A large one, such as a film, is read where it is
if it is not compressed. Archives stay open, the last few of them: of a compressed one it takes its
time to come to a place again.
"""

import errno
import io
import stat
import threading
from collections import OrderedDict, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from typing import BinaryIO, Final, Literal

from facefinder.sources.beside import likeliest
from facefinder.sources.container import Container, Entry, Listing, latest, trouble_of
from facefinder.sources.limits import MOST_BYTES
from facefinder.sources.opening import DAMAGED, is_named_archive, opened_archive
from facefinder.sources.part import MEMBER_DAMAGED, Place, opened_part
from facefinder.sources.protocol import SourceError
from facefinder.sources.zips import Zip

CLOSED: Final = "it cannot be taken out of the archive"
NOT_THERE: Final = "the archive was changed while the search ran"

OF_PROGRAMS: Final = frozenset(
    {"[Content_Types].xml", "mimetype", "META-INF/MANIFEST.MF", "AndroidManifest.xml"}
)
"""Members of zips that are documents, books or programs; those are not looked into."""

KEPT_OPEN: Final = 2


@dataclass(frozen=True, slots=True)
class MemberStat:
    """What is known of a member, named as `os.stat_result` names it; it is on no drive."""

    st_size: int
    st_mtime_ns: int
    st_mode: int = stat.S_IFREG | 0o600
    st_dev: int = -1

    @property
    def st_atime_ns(self) -> int:
        """Nobody knows; when it was changed."""
        return self.st_mtime_ns


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive.

    Attributes:
        archive: The archive, as this system reaches it.
        inner: Its path in there.
        size: Bytes.
        mtime_ns: Time of last change, nanoseconds since the epoch.
    """

    archive: Path
    inner: str
    size: int
    mtime_ns: int

    @property
    def name(self) -> str:
        """What it is called, without folders."""
        return self.inner.rpartition("/")[2]

    def stat(self) -> MemberStat:
        """What is known of it, if it is still there as it was.

        Raises:
            SourceError: It is not.
            OSError: The archive is not there.
        """
        with _SHELF.lock:
            _SHELF.entry(self)
        return MemberStat(self.size, self.mtime_ns)

    def open(self, _mode: Literal["rb"] = "rb", /) -> BinaryIO:
        """All of it, from memory, or from where it is.

        Raises:
            SourceError: It cannot be taken out of the archive.
            OSError: The archive cannot be read.
        """
        with _SHELF.lock:
            place = _SHELF.place(self)
            if place is None:
                return io.BytesIO(_SHELF.content(self))
        return opened_part(self.archive, place, self.size)


class _Shelf:
    """The archives that are open, and the member that was read last."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self._open: OrderedDict[Path, tuple[tuple[int, int], Container]] = OrderedDict()
        self._names: dict[Path, Mapping[str, Entry]] = {}
        self._folded: dict[Path, Mapping[str, Sequence[Entry]]] = {}
        self._last: tuple[tuple[Path, int, int], bytes] | None = None

    def container(self, path: Path) -> Container | None:
        """An open archive; None for a file that is none.

        Raises:
            SourceError: It is damaged.
            OSError: It cannot be read.
        """
        info = path.stat()
        state = info.st_size, info.st_mtime_ns
        if path in self._open and self._open[path][0] != state:
            self.put_away(path)
        if path not in self._open:
            container = opened_archive(path)
            if container is None:
                return None
            while len(self._open) >= KEPT_OPEN:
                self.put_away(next(iter(self._open)))
            self._open[path] = state, container
        self._open.move_to_end(path)
        return self._open[path][1]

    def by_name(self, path: Path) -> Mapping[str, Entry]:
        """The members of an archive that can be read, by their paths; none of what is no archive.

        Raises:
            SourceError: It is damaged.
            OSError: It cannot be read.
        """
        container = self.container(path)
        if container is None:
            return {}
        if path not in self._names:
            there = latest(container.entries())
            self._names[path] = {name: one for name, one in there.items() if not one.trouble}
        return self._names[path]

    def by_folded_name(self, path: Path) -> Mapping[str, Sequence[Entry]]:
        """The members of an archive that can be read, by their case-folded paths.

        Raises:
            SourceError: It is damaged.
            OSError: It cannot be read.
        """
        by_name = self.by_name(path)
        if path not in self._folded:
            folded = defaultdict[str, list[Entry]](list)
            for name, entry in by_name.items():
                folded[name.casefold()].append(entry)
            self._folded[path] = folded
        return self._folded[path]

    def put_away(self, path: Path) -> None:
        """Close an archive, if it is open."""
        self._names.pop(path, None)
        self._folded.pop(path, None)
        if self._last and self._last[0][0] == path:
            self._last = None
        if path in self._open:
            self._open.pop(path)[1].close()

    def clear(self) -> None:
        """Close all."""
        self._last = None
        for path in list(self._open):
            self.put_away(path)

    def entry(self, member: Member) -> tuple[Container, Entry]:
        """Where a member is now.

        Raises:
            SourceError: It is not there any more.
        """
        try:
            container = self.container(member.archive)
        except SourceError as error:  # it was sound when its members were listed
            if error.lasting:
                raise SourceError(errno.ENOENT, NOT_THERE, lasting=False) from error
            raise
        key = member.inner, member.size, member.mtime_ns
        entry = None if container is None else container.find(key)
        if container is None or entry is None:
            raise SourceError(errno.ENOENT, NOT_THERE, lasting=False)
        return container, entry

    def place(self, member: Member) -> Place | None:
        """Where a large member lies, if it can be read there; others are taken into memory.

        Raises:
            SourceError: It is damaged, or not there any more.
        """
        container, entry = self.entry(member)
        if entry.trouble or entry.size <= MOST_BYTES:
            return None
        try:
            return container.place(entry)
        except Exception as error:
            raise SourceError(errno.EIO, trouble_of(error, MEMBER_DAMAGED)) from error

    def content(self, member: Member) -> bytes:
        """All of a member.

        Raises:
            SourceError: It cannot be taken out.
        """
        container, entry = self.entry(member)
        # By its place: a hard link of it that is read next is not unpacked again.
        which = member.archive, entry.place, entry.size
        if self._last is None or self._last[0] != which:
            self._last = None  # two would be in memory
            self._last = which, _content(container, entry)
        return self._last[1]


_SHELF: Final = _Shelf()


def close_archive(path: Path) -> None:
    """Close one, if it is open."""
    with _SHELF.lock:
        _SHELF.put_away(path)


def close_archives() -> None:
    """Close what is open: on some systems nobody can move an archive before."""
    with _SHELF.lock:
        _SHELF.clear()


@contextmanager
def closing_archives() -> Iterator[None]:
    """Leave none open, however the block ends."""
    try:
        yield
    finally:
        close_archives()


def named(path: Path, names: Iterable[str]) -> list[Entry]:
    """The members of an archive that have one of these paths, in this order.

    Raises:
        SourceError: It is damaged.
        OSError: It cannot be read.
    """
    with _SHELF.lock:
        by_name = _SHELF.by_name(path)
        return [by_name[name] for name in names if name in by_name]


def alike(path: Path, names: Iterable[str]) -> list[Entry]:
    """The members of an archive whose paths are these when they are case-folded, in this order.

    Raises:
        SourceError: It is damaged.
        OSError: It cannot be read.
    """
    with _SHELF.lock:
        by_name = _SHELF.by_folded_name(path)
        return [entry for name in names for entry in by_name.get(name, ())]


def read_named(path: Path, names: Collection[str], most: int) -> list[bytes]:
    """The first bytes of the members that have one of these paths; of those that can be read.

    Args:
        path: Of the archive.
        names: The likeliest first. Capital letters do not count, but those that have them right
            come first.
        most: How many bytes.
    """
    contents = []
    with _SHELF.lock, suppress(OSError):  # whoever reads a photo finds out
        there = _SHELF.by_folded_name(path)
        for entry in likeliest(names, there, attrgetter("name")):
            container = _SHELF.container(path)
            contents.append(Listing(container).head(entry, most) if container else b"")
    return contents


@contextmanager
def listing(path: Path) -> Iterator[Listing | None]:
    """Look into an archive; None is given for a file that is none, or one of a program.

    Raises:
        SourceError: It is damaged.
        OSError: It cannot be read.
    """
    with _SHELF.lock:
        container = _SHELF.container(path)
        by_name = is_named_archive(path.name)
        if container is None and by_name:
            raise SourceError(errno.EIO, DAMAGED)
        if isinstance(container, Zip) and not by_name and container.holds(OF_PROGRAMS):
            container = None
        yield None if container is None else Listing(container)


def _content(container: Container, entry: Entry) -> bytes:
    if entry.trouble:
        raise SourceError(errno.EACCES, CLOSED)
    if entry.size > MOST_BYTES:
        size = f"{entry.size / 1e6:,.0f}"
        raise SourceError(
            errno.EFBIG,
            f"it has {size} MB, more than the limit of 200 MB for a file in an archive; "
            "unpack the archive",
        )
    try:
        return container.read(entry, MOST_BYTES)
    except Exception as error:
        raise SourceError(errno.EIO, trouble_of(error, MEMBER_DAMAGED)) from error
