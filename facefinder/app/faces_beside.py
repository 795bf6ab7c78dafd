"""Faces as pictures of their own in the folder of copies, where the user wants them: one by one."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeAlias

from facefinder.app.problems import first_few
from facefinder.app.register import Register
from facefinder.deliver.manifest import Manifest, row_key
from facefinder.deliver.undo import remove_copies
from facefinder.errors import OutputError
from facefinder.host.files import output_errors
from facefinder.records.long_paths import reachable
from facefinder.records.people import Match, Verdict
from facefinder.records.photos import Photo
from facefinder.report.face_files import Faces, Listed, cut_some, tasks_of
from facefinder.search.matching import Matched

Key: TypeAlias = tuple[str, str]
"""Person and photo, as a list of copies has them."""


class FacesBeside:
    """The faces that are there, and the cutting out of those that are missing.

    They are wanted until somebody takes that back: also by the next search that copies there.

    Args:
        target: The folder with the copies; None = nothing is copied.
        register: Knows where faces are.
        max_pixels: As in `picture.read_picture`.
    """

    def __init__(self, target: Path | None, register: Register, max_pixels: int) -> None:
        self._target, self._register, self._max_pixels = target, register, max_pixels
        self._folder: Path | None = None
        self._wanted: bool | None = None  # None = nobody looked yet
        self._done: dict[Key, str] = {}  # the face that is there
        self._refused: set[Key] = set()

    @property
    def saved(self) -> int:
        """How many faces are pictures of their own; those of equal photos are one."""
        return len({(person, face) for (person, _), face in self._done.items()})

    @property
    def wanted(self) -> bool:
        """Whether faces are pictures of their own."""
        return bool(self._wanted)

    def want(self, *, on: bool) -> str:
        """Have pictures of all faces, or none; return why some could not be removed."""
        if on and self._wanted:  # what is there, and perhaps wrong, stays known
            return ""
        self._wanted = on
        self._done.clear()
        self._refused.clear()
        return "" if on else self._told(self._remove)

    def bring_in_line(self, matched: Matched, goes_on: Callable[[], bool]) -> str:
        """Make the pictures that are missing, and remove those that are wrong, if they are wanted.

        Args:
            matched: What was judged last, when all photos were read.
            goes_on: Asked before each photo; where it says no, the rest is left for another time.

        Returns:
            Why some could not be made or removed; "" = all were.
        """
        return self._told(lambda: self._bring_in_line(matched, goes_on))

    def _told(self, work: Callable[[], list[str]]) -> str:
        if self._target is None:
            return ""
        try:
            with output_errors(self._target):
                self._look(self._target)
                return first_few(work())
        except OutputError as error:
            return str(error)

    def _look(self, target: Path) -> None:
        """Find the folder, and whether faces are wanted."""
        if self._folder is None:
            self._folder = Manifest(target.absolute()).faces_folder()
        if self._wanted is None:
            self._wanted = bool(Manifest(self._folder).rows)

    def _remove(self) -> list[str]:
        left: list[str] = []
        if self._folder is not None and (rows := (manifest := Manifest(self._folder)).rows):
            remove_copies(manifest, list(rows), left.append)
        return left

    def _bring_in_line(self, matched: Matched, goes_on: Callable[[], bool]) -> list[str]:
        if self._folder is None or not self._wanted:
            return []
        if not reachable(self._folder).is_dir():
            self._done.clear()  # it was deleted, or moved away
        there = {_key(one): one for one in matched.matches if one.verdict is Verdict.SURE}
        changed = {key for key, face in self._done.items() if face != _face(there.get(key))}
        refused = set(map(_key, matched.rejected)) - self._done.keys() - self._refused
        left: list[str] = []
        if changed or refused or there.keys() - self._done.keys():
            listed = Listed(self._folder, frozenset(changed | refused), left.append)
            listed.remove_wrong()  # with what looks the same, of another photo
            self._refused |= refused
            self._done = {key: self._done[key] for key in self._done.keys() & listed.owners}
            missing = [one for key, one in there.items() if key not in self._done]
            left += self._cut(missing, listed, goes_on)
        return left

    def _cut(
        self, missing: Iterable[Match], listed: Listed, goes_on: Callable[[], bool]
    ) -> list[str]:
        photos: dict[Photo, list[Match]] = {}
        for match in missing:
            photos.setdefault(match.photo, []).append(match)
        left = []
        for photo, matches in photos.items():
            if not goes_on():
                break
            spots = {one.face_id: self._register.face(one.face_id) for one in matches}
            landmarks = {face: spot.landmarks for face, spot in spots.items() if spot is not None}
            for task in tasks_of(Faces(matches, landmarks), listed, self._max_pixels):
                (pictures,) = cut_some([task])
                if isinstance(pictures, str):
                    left.append(f"{photo}: {pictures}")
                else:
                    list(listed.keep(task, pictures))
            self._done |= {_key(one): one.face_id for one in matches}
        return left


def _key(match: Match) -> Key:
    return row_key(match.person, match.photo)


def _face(match: Match | None) -> str | None:
    return None if match is None else match.face_id
