"""Faces in frames of a video that are one person for a while: of each such track, the best one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from facefinder.match.distance import pairwise
from facefinder.models.catalogue import ModelInfo, Strictness
from facefinder.records.boxes import Box, is_same_place
from facefinder.records.faces import FloatArray
from facefinder.records.videos import Moment

PATIENCE: Final = 3
"""Frames after which somebody who is in none of them has gone."""


@dataclass(frozen=True, slots=True, eq=False)
class Glimpse:
    """A face in a frame.

    Attributes:
        moment: When, milliseconds.
        box: Where, pixels of the video.
        vector: Shape (D,), float32.
        quality: More is better, of the same person.
    """

    moment: int
    box: Box
    vector: FloatArray
    quality: float


@dataclass(slots=True)
class _Track:
    best: Glimpse
    last: Glimpse
    unseen: int = 0


class Tracks:
    """Who is in a video, as it is looked at frame by frame.

    Args:
        model: What the vectors are of.
    """

    def __init__(self, model: ModelInfo) -> None:
        self._metric = model.metric
        self._alike = model.thresholds[Strictness.STRICT].sure
        self._alike_there = model.thresholds[Strictness.NORMAL].check
        self._going_on: list[_Track] = []
        self._ended: list[_Track] = []

    @property
    def moments(self) -> tuple[Moment, ...]:
        """When somebody is best seen, in order."""
        places: dict[int, list[Box]] = {}
        for track in (*self._ended, *self._going_on):
            places.setdefault(track.best.moment, []).append(track.best.box)
        return tuple(Moment(at, tuple(places[at])) for at in sorted(places))

    def see(self, glimpses: Sequence[Glimpse]) -> None:
        """Go on with the faces of the next frame."""
        for track in self._going_on:
            track.unseen += 1
        for row, track in self._pairs(glimpses):
            glimpse = glimpses[row]
            track.last, track.unseen = glimpse, 0
            if glimpse.quality > track.best.quality:
                track.best = glimpse
        known = {id(track.last) for track in self._going_on}
        self._going_on += [_Track(one, one) for one in glimpses if id(one) not in known]
        self._let_go()

    def stay(self) -> None:
        """Go on with a frame that shows what the one before it showed."""
        for track in self._going_on:
            track.unseen += track.unseen > 0
        self._let_go()

    def _let_go(self) -> None:
        self._ended += [track for track in self._going_on if track.unseen >= PATIENCE]
        self._going_on = [track for track in self._going_on if track.unseen < PATIENCE]

    def _pairs(self, glimpses: Sequence[Glimpse]) -> list[tuple[int, _Track]]:
        """Which face goes on with which track: the nearest first, each once."""
        if not (glimpses and self._going_on):
            return []
        seen = np.stack([glimpse.vector for glimpse in glimpses])
        apart = np.minimum(
            *(
                pairwise(seen, np.stack([one.vector for one in known]), self._metric)
                for known in (
                    [track.best for track in self._going_on],
                    [track.last for track in self._going_on],
                )
            )
        )
        near = sorted(
            (float(apart[row, column]), row, column)
            for row, glimpse in enumerate(glimpses)
            for column, track in enumerate(self._going_on)
            if apart[row, column] <= self._limit(glimpse, track)
        )
        pairs: dict[int, int] = {}
        for _, row, column in near:
            if row not in pairs and column not in pairs.values():
                pairs[row] = column
        return [(row, self._going_on[column]) for row, column in pairs.items()]

    def _limit(self, glimpse: Glimpse, track: _Track) -> float:
        there = track.unseen == 1 and is_same_place(glimpse.box, track.last.box)
        return self._alike_there if there else self._alike
