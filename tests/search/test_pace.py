"""How long a search will take: by photos from everywhere, when all workers work."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facefinder.records.photos import Photo
from facefinder.search.pace import (
    MANY,
    Pace,
    first_from_everywhere,
    lasting,
    spread,
)


def paced(workers: int, batches: int, *, loading: float, each: float, size: int = 8) -> Pace:
    """Workers that need a while to begin, and hand over their batches at the same time."""
    now = 0.0
    pace = Pace(workers, lambda: now)
    now = loading
    for _ in range(batches):
        now += each * size
        for _ in range(workers):
            pace.add(size)
    return pace


@pytest.mark.parametrize("workers", [1, 2, 8])
def test_the_start_of_workers_does_not_count(workers: int) -> None:
    pace = paced(workers, 6, loading=40.0, each=0.5)
    assert pace.each == pytest.approx(0.5 / workers)


def test_too_few_photos_tell_nothing() -> None:
    assert paced(2, 1, loading=4.0, each=0.5).each is None
    assert paced(1, 3, loading=4.0, each=0.5).each is None  # of 16


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.2, "1 second"), (89, "89 seconds"), (3000, "50 minutes"), (8000, "2.2 hours")],
)
def test_spans_of_time_are_told_roughly(seconds: float, words: str) -> None:
    assert lasting(seconds) == words


@given(st.integers(0, 400), st.integers(1, 400))
def test_a_sample_is_spread_evenly(many: int, count: int) -> None:
    some = spread(range(many), count)
    assert len(some) == min(many, count) == len(set(some))
    assert some == sorted(some)
    gaps = {after - before for before, after in itertools.pairwise(some)}
    assert not gaps or max(gaps) - min(gaps) <= 1


def photos(count: int, folder: str, archive: str = "") -> list[Photo]:
    return [Photo("/in", f"{folder}/{n}.jpg", 1, 1, archive=archive) for n in range(count)]


def test_of_many_photos_the_first_ones_come_from_everywhere() -> None:
    there = photos(MANY, "a") + photos(MANY, "b")
    ordered = first_from_everywhere(there, 2)
    assert sorted(ordered, key=str) == sorted(there, key=str)
    first = ordered[:52]
    assert {sum(one.relative.startswith(folder) for one in first) for folder in "ab"} == {26}


def test_few_photos_and_those_in_archives_stay_in_their_order() -> None:
    few = photos(MANY - 1, "a")
    assert first_from_everywhere(few, 2) == few
    members = photos(2 * MANY, "x.tgz!", "x.tgz")
    assert first_from_everywhere(members, 2) == members
