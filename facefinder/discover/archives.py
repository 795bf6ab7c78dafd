"""An archive becomes a list of photos and videos, by the rules of the folders around it."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final

from facefinder.discover.found import Discovered
from facefinder.discover.kinds import LEAST_BYTES, kind_by_name, kind_of
from facefinder.discover.ours import Ours, child
from facefinder.discover.rules import Rules
from facefinder.host.text import counted
from facefinder.records.left_out import EARLIER, EMPTY, EXCLUDED, LINK, OURS, PART, Kind, LeftOut
from facefinder.records.members import composed
from facefinder.records.photos import Failed, Photo
from facefinder.records.results import DATA_MARK, MANIFEST, REPORT_DATA
from facefinder.records.video_heads import HEAD_BYTES
from facefinder.sources.archives import listing
from facefinder.sources.container import Entry, Key, Listing
from facefinder.sources.exports import is_part
from facefinder.sources.film_names import may_be_part
from facefinder.sources.limits import MOST_BYTES
from facefinder.sources.moments import parts_among
from facefinder.sources.part import Place
from facefinder.sources.places import source_of

NESTED: Final = "an archive itself"
UNPACK_IT: Final = "unpack it, and search the folder that it becomes"


def look_into(
    archive: Photo, rules: Rules, found: Discovered, *, copies: bool = False, within: str = ""
) -> bool:
    """Add the photos and videos in an archive to what was found; count one in which nothing is.

    Args:
        archive: The file, as it was listed.
        rules: What is not to be searched.
        found: Gets photos, counts of what is none, and what is wrong with some.
        copies: Whether copies that the program made for earlier results are photos, too.
        within: The path of a file or folder in it; nothing else is searched then, and that one is
            whatever the rules say against it, as of any file or folder that was named.

    Returns:
        False where the file is no archive, or one of a program: a document, for instance.

    Raises:
        SourceError: It is damaged from the beginning.
        OSError: It cannot be read.
    """
    with listing(archive.path) as members:
        if members is None:
            return False
        _Members(archive, rules, found, Ours(copies=copies), within).add_all(members)
    return True


def by_names(
    archive: Photo, entries: Sequence[Entry], rules: Rules, within: str = ""
) -> Discovered:
    """What `look_into` would find in an archive, as far as names say it: nothing is unpacked.

    Args:
        archive: The file.
        entries: All that is in it.
        rules: As there.
        within: Likewise.
    """
    found = Discovered()
    _Members(archive, rules, found, Ours(copies=True), within).add_all(Listing(_Unread(entries)))
    return found


class _Unread:
    """The members of an archive without their content, as a `Container`."""

    trouble = ""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._entries = entries

    def entries(self) -> Iterator[Entry]:
        return iter(self._entries)

    def find(self, key: Key) -> Entry | None:
        return next((entry for entry in self._entries if entry.key == key), None)

    def read(self, _entry: Entry, _most: int) -> bytes:
        return b""

    def place(self, _entry: Entry) -> Place | None:
        return None

    def close(self) -> None:
        pass


class _Members:
    """One archive: where its photos go, and what was decided about its folders."""

    def __init__(
        self, archive: Photo, rules: Rules, found: Discovered, ours: Ours, within: str = ""
    ) -> None:
        self._archive, self._rules, self._found, self._ours = archive, rules, found, ours
        self._within = composed(within)  # macOS writes names in the other form
        self._left_out: dict[str, bool] = {"": False}
        self._kinds: dict[int, Kind] = {}
        self._is_empty = True

    def add_all(self, members: Listing) -> None:
        # What lies beside a folder, or lists a file, may stand behind it: all are seen before one
        # is taken.
        listed = list(self._seen(members))
        if self._is_empty and not members.trouble:  # zeros that are called a tar are one, too
            self._found.others[EMPTY] += 1
        self._leave_out_by_neighbours(_inside(entry.name for entry, _ in listed))
        listed = [
            (entry, kind)
            for entry, kind in listed
            if not self._is_left_out(entry.name.rpartition("/")[0])
        ]
        listed = self._latest(listed)
        films = self._parts_of_photos([one for one in listed if one[0].trouble != LINK])
        troubles = Counter[str]()
        for entry, kind in listed:
            is_named = composed(entry.name) == self._within
            if is_named and kind is Kind.ARCHIVE:
                troubles[NESTED] += 1
            elif is_named:
                troubles[self._take(entry)] += 1
            elif entry.name in films:
                continue
            elif kind in self._rules.kinds:
                troubles[self._take(entry)] += 1
            else:
                self._found.others[kind] += 1
        for trouble, count in troubles.items():
            are = f"{counted(count, 'file')} in it {'is' if count == 1 else 'are'} {trouble}"
            if trouble:
                self._fail(f"{are}; {UNPACK_IT}")
        if members.trouble:
            self._fail(members.trouble)

    def _seen(self, members: Listing) -> Iterator[tuple[Entry, Kind]]:
        """What is in folders that are searched; of a compressed archive each part is read once."""
        for entry in members.entries():
            self._is_empty = False
            folder, _, name = entry.name.rpartition("/")
            inside = f"{composed(entry.name)}/".startswith(f"{self._within}/".lstrip("/"))
            around = not folder or self._is_named(folder)  # its lists tell of what is further in
            if (inside or around) and not self._is_left_out(folder):
                if name == MANIFEST:
                    self._ours.note_list(folder, members.head(entry, MOST_BYTES))
                elif name == REPORT_DATA:
                    self._ours.note_data(folder, members.head(entry, len(DATA_MARK)))
                if inside:
                    yield entry, self._kind(members, entry, name)

    def _latest(self, listed: Sequence[tuple[Entry, Kind]]) -> list[tuple[Entry, Kind]]:
        """The last file of each path, which is what unpacking leaves; the others are counted."""
        last = {entry.name: (entry, kind) for entry, kind in listed}
        if len(last) < len(listed):
            self._found.others[EARLIER] += len(listed) - len(last)
        # A hard link comes next to its file, so that what is compressed is unpacked once.
        return sorted(last.values(), key=lambda one: one[0].place)

    def _parts_of_photos(self, listed: Sequence[tuple[Entry, Kind]]) -> set[str]:
        """The paths of films that are found with the photos they are parts of; counted."""
        films = [(self._photo(entry), kind) for entry, kind in listed if may_be_part(entry.name)]
        parts = parts_among((film for film, _ in films), (entry.name for entry, _ in listed))
        if parts and Kind.VIDEO in self._rules.kinds:
            self._found.others[PART] += len(parts)
        if is_part(self._archive.relative):
            self._found.films.extend(
                (film, kind)
                for film, kind in films
                if film.member not in parts and composed(film.member) != self._within
            )
        return parts

    def _leave_out_by_neighbours(self, inside: Mapping[str, Collection[str]]) -> None:
        """Leave folders out that are known by what is in them, or beside them."""
        stores = self._ours.reports_in(inside)
        for folder, names in inside.items():
            for name, reason in self._rules.reasons_beside(names).items():
                stores[f"{folder}/{name}".lstrip("/")] = reason
        stores = {folder: why for folder, why in stores.items() if not self._is_named(folder)}
        self._left_out = {"": False} | dict.fromkeys(stores, True)
        for folder, reason in stores.items():
            self._leave_out(folder, reason)

    def _is_named(self, inner: str) -> bool:
        """Whether it is the file or folder that was named, or one around that."""
        return bool(self._within) and f"{self._within}/".startswith(f"{composed(inner)}/")

    def _take(self, entry: Entry) -> str:
        """Take a file, or say what is wrong with it; nothing where it is left out, too."""
        is_link = entry.trouble == LINK
        reason = LINK if is_link else self._reason_against(entry.name, folder=False)
        photo = self._photo(entry)
        if not reason and not self._is_named(entry.name) and self._is_copy(photo):
            reason = OURS
        if reason:
            self._leave_out(entry.name, reason)
        elif not entry.trouble:
            self._found.photos.append(photo)
        return "" if reason else entry.trouble

    def _photo(self, entry: Entry) -> Photo:
        return self._archive.members(entry.name, entry.size, entry.mtime_ns)

    def _is_copy(self, photo: Photo) -> bool:
        folder, _, name = photo.member.rpartition("/")
        return self._ours.holds(source_of(photo), child(folder, name), photo.mtime_ns / 1e9)

    def _fail(self, reason: str) -> None:
        self._found.failed.append(Failed(self._archive, reason))

    def _kind(self, members: Listing, entry: Entry, name: str) -> Kind:
        """What a member is, by its name or by its first bytes."""
        kind = kind_by_name(name)
        # What macOS puts beside a file is called like it.
        if kind is None or name.startswith("._"):
            if entry.trouble == LINK:
                return Kind.PHOTO  # it may lead to a folder of photos
            if entry.place not in self._kinds:  # a hard link is what its file is
                head = members.head(entry, HEAD_BYTES) if entry.size >= LEAST_BYTES else b""
                self._kinds[entry.place] = kind_of(head)
            kind = self._kinds[entry.place]
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
        named = self._is_named(inner)
        if named and composed(inner) != self._within:
            return ""
        reason = "" if named else self._rules.reason_against(name, parent, folder=folder)
        if not reason and self._rules.patterns:
            whole = str(self._archive.members(inner, 0, 0))
            reason = EXCLUDED if self._rules.excludes(name, whole, folder=folder) else ""
        return reason

    def _leave_out(self, inner: str, reason: str) -> None:
        member = self._archive.members(inner, 0, 0)
        self._found.left_out.append(LeftOut(str(member), reason, member))


def _inside(names: Iterable[str]) -> Mapping[str, Collection[str]]:
    """What lies directly in each folder of an archive, by the paths of its files."""
    inside = defaultdict[str, set[str]](set)
    for path in names:
        while path:
            folder, _, name = path.rpartition("/")
            if name in inside[folder]:
                break
            inside[folder].add(name)
            path = folder  # noqa: PLW2901 - upwards
    return inside
