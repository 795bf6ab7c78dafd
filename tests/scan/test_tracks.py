"""Faces of neighbouring frames become tracks, and of each the best counts."""

import numpy as np

from facefinder.models.catalogue import Strictness, model_info
from facefinder.records.boxes import Box
from facefinder.scan.tracks import PATIENCE, Glimpse, Tracks

MODEL = model_info("dlib-resnet")
SURE = MODEL.thresholds[Strictness.STRICT].sure
CHECK = MODEL.thresholds[Strictness.NORMAL].check


def glimpse(moment: int, place: float, quality: float = 1.0, x: float = 0.0) -> Glimpse:
    """A face whose vector is so far from another one's as their places are."""
    return Glimpse(moment, Box(x, 0, 10, 10), np.array([place, 0], np.float32), quality)


def moments(*frames: list[Glimpse]) -> tuple[int, ...]:
    tracks = Tracks(MODEL)
    for frame in frames:
        tracks.see(frame)
    return tuple(one.at for one in tracks.moments)


def test_of_somebody_who_stays_the_best_moment_counts() -> None:
    seen = [[glimpse(n, 0.01 * n, quality)] for n, quality in enumerate([1, 3, 2])]
    assert moments(*seen) == (1,)


def test_two_people_in_one_frame_are_two_tracks() -> None:
    assert moments([glimpse(0, 0), glimpse(0, 5, 2)], [glimpse(1, 0, 2), glimpse(1, 5)]) == (0, 1)
    # However alike they are.
    assert moments([glimpse(0, 0, 1), glimpse(0, 0, 2)], [glimpse(1, 0, 3)]) == (0, 1)


def test_likeness_is_not_enough_in_another_place_and_a_place_is_not_enough() -> None:
    between = (SURE + CHECK) / 2
    assert moments([glimpse(0, 0)], [glimpse(1, between, 2)]) == (1,)
    assert moments([glimpse(0, 0)], [glimpse(1, between, 2, x=50)]) == (0, 1)
    assert moments([glimpse(0, 0)], [glimpse(1, CHECK + 0.1, 2)]) == (0, 1)


def test_who_comes_back_after_a_while_is_there_twice() -> None:
    for gap in (PATIENCE - 1, PATIENCE):
        frames = [[glimpse(0, 0, 2)], *[[]] * gap, [glimpse(9, 0)]]
        assert moments(*frames) == ((0,) if gap < PATIENCE else (0, 9))


def test_what_does_not_change_goes_on_as_it_was() -> None:
    for empty, times in ((False, (0,)), (True, (0, 9))):
        tracks = Tracks(MODEL)
        tracks.see([glimpse(0, 0, 2)])
        if empty:
            tracks.see([])
        for _ in range(PATIENCE):
            tracks.stay()
        tracks.see([glimpse(9, 0)])
        assert tuple(one.at for one in tracks.moments) == times


def test_nobody_is_nowhere() -> None:
    assert moments() == moments([], []) == ()
