"""Whom to look for: folders, dropped photos, people learned before, or named in groups."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Protocol, TypeVar

from facefinder.app import wishes
from facefinder.app.ground import Ground
from facefinder.app.groups_look import GroupsLook
from facefinder.app.look import Look
from facefinder.app.people_look import PeopleLook, counted_faces
from facefinder.decode.head import read_head
from facefinder.decode.pillow import require_pixels
from facefinder.errors import PhotoError, UsageError
from facefinder.host.dropped import MOST_BYTES, DroppedPhotos
from facefinder.index import decisions
from facefinder.index.file import transaction
from facefinder.records.names import name_key, tidied
from facefinder.report.data import reference_face
from facefinder.settings import Whom

AnyLook = TypeVar("AnyLook", bound=Look)


class Begin(Protocol):
    """Starts a look, unless a search is running; what has the index is ended first."""

    def __call__(self, make: Callable[[Callable[[], None]], AnyLook]) -> AnyLook:
        """Start what is made with the way to end all others.

        Raises:
            UsageError: A search is running.
        """


class Who:
    """The people that may be chosen, and the looks at them; called by any thread, one at a time.

    Args:
        ground: What any run stands on.
        begin: Starts a look.
        rest: Ends what has the index; refuses, as `begin` does, while a search is running.
    """

    def __init__(self, ground: Ground, begin: Begin, rest: Callable[[], None]) -> None:
        self._ground = ground
        self._begin = begin
        self._rest = rest
        self._people: PeopleLook | None = None
        self._groups: GroupsLook | None = None
        self._learned: dict[str, int] = {}

    @property
    def looks(self) -> list[Look]:
        """What was looked at last."""
        return [one for one in (self._people, self._groups) if one is not None]

    def forget(self) -> None:
        """Show nothing of it any more."""
        self._people = self._groups = None
        self._learned = {}

    def whom(self, wish: Mapping[str, Any]) -> Whom:
        """Whom to look for.

        Args:
            wish: `known`, a folder, or ""; perhaps `learned`, names, and `absent`, names of people
                of that folder, and of dropped ones, who are not looked for; `left_out`, addresses
                of reference photos, and `pointed`, as of `wishes.pointed`; `only`, to leave out
                photos in which there is anybody else.

        Raises:
            UsageError: The folder is not there, or nothing is said about one.
        """
        known = None if wish.get("known") == "" else wishes.folder(wishes.text(wish, "known"))
        learned = tuple(wishes.texts(wish, "learned"))
        absent = tuple(wishes.texts(wish, "absent"))
        return Whom(
            known=known,
            also=self._dropped_folders(),
            learned=learned,
            absent=absent,
            left_out=tuple(wishes.texts(wish, "left_out")),
            pointed=wishes.pointed(wish),
            forgiving=True,  # whoever is in a hurry need not have seen who cannot be looked for
            only=wish.get("only") is True,
        )

    def look(self, wish: Mapping[str, Any]) -> None:
        """Begin to look at those people.

        Raises:
            UsageError: The folder is not there, or a search is running.
        """
        whom = self.whom(wish)
        self._people = self._begin(
            lambda ending: PeopleLook(self._ground, whom, self._learns, ending)
        )

    def told(self) -> dict[str, Any]:
        """The people of the folders, and the others who were learned."""
        look = self._people
        told = {"path": None, "busy": False, "problem": ""} if look is None else look.told()
        learned = {name_key(name): (name, faces) for name, faces in self._learned.items()}
        dropped = {name_key(folder.name) for folder in self._dropped_folders()}
        people = None
        if look is not None:
            told["path"] = str(look.whom.known or "")
            seen = look.people
            people = seen and [
                one
                | {
                    "dropped": name_key(one["name"]) in dropped,
                    "learned": learned.pop(name_key(one["name"]), ("", 0))[1],
                }
                for one in seen
            ]
        others = [{"name": name, "faces": faces} for name, faces in learned.values()]
        return told | {"people": people, "learned": others, "most_bytes": MOST_BYTES}

    def add_photo(self, person: str, name: str, content: bytes) -> None:
        """Keep a photo that was dropped.

        Raises:
            UsageError: It is no photo, or too much, or it cannot be kept.
            OutputError: It cannot be written.
        """
        dropped = self._dropped()
        if dropped is None:
            raise UsageError("There is no place to keep photos in.", "Choose a folder instead.")
        try:
            dropped.add(self._spelled(person), name, content)
        except PhotoError as error:
            raise UsageError(
                f"'{name}' cannot be used: {error.reason}.", "Choose another photo."
            ) from error

    def remove_photos(self, wish: Mapping[str, Any]) -> None:
        """Delete the dropped photos of a `person`.

        Raises:
            UsageError: Nobody is named.
            OutputError: They cannot be deleted.
        """
        dropped = self._dropped()
        if dropped is not None:
            dropped.remove(wishes.text(wish, "person"))

    def group(self, wish: Mapping[str, Any]) -> None:
        """Begin to look who is in the folders `inputs`.

        Raises:
            UsageError: One is not there, or a search is running.
        """
        inputs = tuple(wishes.place(path) for path in wishes.texts(wish, "inputs"))
        self._groups = self._begin(lambda ending: GroupsLook(self._ground, inputs, ending))

    def grouped(self) -> dict[str, Any]:
        """Who was found in them."""
        nobody = {"busy": False, "problem": "", "groups": None, "alike": ()}
        return nobody if self._groups is None else self._groups.told()

    def stop_grouping(self) -> None:
        """Look no further who is in the folders; what was read is kept."""
        if self._groups is not None:
            self._groups.stop()

    def name(self, wish: Mapping[str, Any]) -> dict[str, str]:
        """Give a `group` the name of a `person`, who is a learned one from then on.

        Where the person's photos show somebody who looks unlike the group, that is to be asked back
        first, and the name given again (`sure`).

        Returns:
            The `name` as it is spelled here; or `unlike`, a face of that person, and nothing was
            done.

        Raises:
            UsageError: There is no such group, or no name, or a search is running.
            FacefinderError: That cannot be kept.
        """
        person = tidied(wishes.name(wish, "person"))
        if not name_key(person):
            raise UsageError("A person needs a name.", "Type one.")
        look, group = self._groups, wishes.text(wish, "group")
        if look is None or look.is_busy:
            raise UsageError("Nobody is known yet.", "Wait until all photos are looked at.")
        person = self._spelled(person)
        photos = self._people.references_of(person) if self._people is not None else ()
        if wish.get("sure") is not True and look.is_unlike(group, photos):
            return {"unlike": reference_face(photos[0])}
        self._rest()
        before = look.decisions(group, look.names.get(group, person))
        with decisions.opened(self._ground.index) as connection, transaction(connection):
            decisions.drop(connection, before)  # a name that was mistyped
            decisions.store(connection, look.decisions(group, person))
            kept = decisions.load(connection)
        look.names[group] = person
        self._learns(counted_faces(one.person for one in kept if one.learned))
        return {"name": person}

    def _learns(self, faces: dict[str, int]) -> None:
        self._learned = faces

    def _spelled(self, person: str) -> str:
        """A name as it is spelled among those who can be chosen."""
        shown = self._people.people if self._people is not None else None
        there: list[str] = [*self._learned, *(one["name"] for one in shown or ())]
        return {name_key(name): name for name in there}.get(name_key(person), person)

    def _dropped_folders(self) -> tuple[Path, ...]:
        dropped = self._dropped()
        return () if dropped is None else dropped.folders

    def _dropped(self) -> DroppedPhotos | None:
        data = self._ground.data
        return None if data is None else DroppedPhotos(data, self._require_photo)

    def _require_photo(self, path: Path) -> None:
        require_pixels(read_head(path).stored, self._ground.work.limits.pixels)
