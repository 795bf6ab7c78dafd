"""Who is in the photos, for somebody who has no photo of the person to look for."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from facefinder.app.ground import Ground
from facefinder.app.look import Look
from facefinder.app.register import Spot
from facefinder.errors import UsageError
from facefinder.match.judge import Judge
from facefinder.records.faces import FloatArray
from facefinder.records.people import Decision, Reference
from facefinder.search.groups import Group, find_groups
from facefinder.settings import Whom

FACES_TOLD = 6
"""How many faces of a group the page shows."""
GROUPS_TOLD = 60
"""The largest ones; others are in few photos."""


class GroupsLook(Look):
    """Groups the people in folders who are known to nobody.

    Args:
        ground: What any run stands on.
        inputs: The folders.
        before: As of `Look`.

    Attributes:
        groups: The largest first; None = not known yet.
        alike: As of `Grouping`.
        names: Of groups that got one, by their identifiers.
    """

    def __init__(
        self, ground: Ground, inputs: tuple[Path, ...], before: Callable[[], None]
    ) -> None:
        super().__init__(before)
        self._ground, self._inputs = ground, inputs
        self.groups: tuple[Group, ...] | None = None
        self.alike: tuple[tuple[int, int], ...] = ()
        self.names: dict[str, str] = {}
        self._typical: dict[str, FloatArray] = {}  # vector, shape (1, D), by a group's identifier
        self._judge: Judge | None = None

    def told(self) -> dict[str, Any]:
        """Where it is and whom it found, for the page."""
        progress = self.watcher.progress
        groups = None if self.groups is None else [self._group(one) for one in self.groups]
        return super().told() | {
            "total": progress.total,
            "videos": progress.videos,
            "done": progress.known + progress.done,
            "groups": groups,
            "alike": self.alike,
        }

    def decisions(self, identifier: str, person: str) -> list[Decision]:
        """That the faces of a group are a person's, to be learned.

        Raises:
            UsageError: There is no such group.
        """
        for group in self.groups or ():
            if group.identifier == identifier:
                return [
                    Decision(person, face.face_id, yes=True, learned=True) for face in group.faces
                ]
        raise UsageError("This group is not there any more.", "Look for who is in there again.")

    def is_unlike(self, identifier: str, references: Sequence[Reference]) -> bool:
        """Whether a group looks like none of somebody's reference photos; of no photos it does."""
        if not references or self._judge is None or identifier not in self._typical:
            return False
        vectors = np.stack([one.face.vector for one in references])
        apart = self._judge.apart(self._typical[identifier], vectors)
        return bool(apart.min() > self._judge.same)

    def work(self) -> None:
        """Read and group."""
        settings = self._ground.settings(Whom(needs_people=False), self._inputs)
        grouping = find_groups(settings, self.watcher)
        groups = grouping.groups[:GROUPS_TOLD]
        for group in groups:
            for face in group.faces[:FACES_TOLD]:
                spot = Spot(face.photo, face.box, face.landmarks, face.long_side)
                self.register.add_face(face.face_id, spot)
        self.alike = tuple(pair for pair in grouping.alike if max(pair) < GROUPS_TOLD)
        self._judge = grouping.engine.judge
        self._typical = {
            group.identifier: vector[None]
            for group, vector in zip(groups, grouping.typical, strict=False)
        }
        self.groups = groups

    def _group(self, group: Group) -> dict[str, Any]:
        return {
            "id": group.identifier,
            "photos": len({face.photo for face in group.faces}),
            "faces": [face.face_id for face in group.faces[:FACES_TOLD]],
            "name": self.names.get(group.identifier, ""),
        }
