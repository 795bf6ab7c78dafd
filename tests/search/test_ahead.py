"""How much of the reading is ahead: by time, in which a video is as much as a hundred photos."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facefinder.records.photos import Failed, Outcome, Photo, Scanned
from facefinder.records.videos import Moment
from facefinder.search.ahead import Ahead, estimate

PHOTO_S, FRAME_S, MOMENT_S = 0.5, 0.9, 1.1


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def photo(name: str) -> Photo:
    return Photo("/pictures", name, 1000, 1)


def photos(count: int) -> list[Photo]:
    return [photo(f"{number}.jpg") for number in range(count)]


def read(one: Photo, took: float, moments: int = 0) -> Scanned:
    found = tuple(map(Moment, range(1000, 1000 * (moments + 1), 1000)))
    return Scanned(one, 640, 480, b"", (), moments=found, took=took)


def go(ahead: Ahead, clock: Clock, *outcomes: Outcome, pause: float = 0.0) -> None:
    """One reader hands these over; what is told of it makes the search wait."""
    clock.now += sum(one.took for one in outcomes)
    ahead.add(outcomes)
    clock.now += pause
    ahead.go_on()


def test_photos_alone_take_what_they_took() -> None:
    clock, some = Clock(), photos(100)
    ahead = Ahead(some, {}, 1, clock=clock)
    clock.now += 30  # until a worker has its models
    for one in some[:19]:
        go(ahead, clock, read(one, PHOTO_S))
        assert ahead.seconds is None
    go(ahead, clock, read(some[19], PHOTO_S))
    assert ahead.seconds == pytest.approx(80 * PHOTO_S)
    assert ahead.share == pytest.approx(0.2)


def test_a_film_is_expected_to_take_long_before_one_was_read() -> None:
    clock, some, film = Clock(), photos(60), photo("film.mp4")
    ahead = Ahead([*some, film], {film: 40}, 1, clock=clock)
    for one in some:
        go(ahead, clock, read(one, PHOTO_S))
    truth = 40 * FRAME_S + 18 * MOMENT_S
    assert ahead.seconds == pytest.approx(truth, rel=0.5)
    assert ahead.share < 0.6


def test_films_of_any_length_are_expected_by_their_frames_once_one_was_read() -> None:
    clock, some = Clock(), photos(60)
    films = {photo(f"{number}.mp4"): frames for number, frames in enumerate((20, 7, 40, 300))}
    ahead = Ahead([*some, *films], films, 1, clock=clock)
    for one in some:
        go(ahead, clock, read(one, PHOTO_S))
    first, *others = films
    go(ahead, clock, read(first, 20 * FRAME_S, moments=8))
    left = sum(films[one] for one in others)
    truth = left * (FRAME_S + 0.4 * MOMENT_S) + 8 * MOMENT_S
    assert ahead.seconds == pytest.approx(truth, rel=0.1)


def test_a_film_s_moments_are_work_when_all_files_are_counted() -> None:
    clock, film = Clock(), photo("film.mp4")
    ahead = Ahead([film], {film: 40}, 1, clock=clock)
    outcome = read(film, 40 * FRAME_S, moments=10)
    go(ahead, clock, outcome)
    assert ahead.share < 1
    assert ahead.seconds
    for moment in outcome.others:
        go(ahead, clock, read(moment, MOMENT_S))
    assert (ahead.share, ahead.seconds) == (1, 0)


def test_a_pause_and_what_could_not_be_read_tell_nothing_of_the_rest() -> None:
    clock, some = Clock(), photos(100)
    ahead = Ahead(some, {}, 1, clock=clock)
    for one in some[:40]:
        go(ahead, clock, read(one, PHOTO_S), pause=100)
    for one in some[40:60]:
        go(ahead, clock, Failed(one, "empty"), pause=100)
    assert ahead.seconds == pytest.approx(40 * PHOTO_S)


def test_readers_that_have_to_wait_for_something_else_wait_on() -> None:
    clock, some = Clock(), photos(2000)
    ahead = Ahead(some, {}, 4, clock=clock)
    for one in some[:1000]:
        clock.now += PHOTO_S  # the index on a slow stick takes as long for each
        ahead.add([read(one, PHOTO_S)])
        ahead.go_on()
    assert ahead.seconds is not None
    # A batch of each reader may be under way.
    assert 1000 * PHOTO_S - 4 * 8 * PHOTO_S < ahead.seconds <= 1000 * PHOTO_S


def test_what_was_known_before_is_done_from_the_beginning() -> None:
    ahead = Ahead(photos(10), {}, 1, known=0.75)
    assert ahead.share == 0.75


@given(
    st.lists(st.integers(0, 300), min_size=1, max_size=12),
    st.integers(1, 4),
    st.data(),
)
def test_the_bar_never_goes_back_and_both_end_at_the_end(
    frames: list[int], readers: int, data: st.DataObject
) -> None:
    """0 frames are a photo."""
    clock, seconds = Clock(), st.floats(0, 1000)
    files = {photo(f"{number}"): count for number, count in enumerate(frames)}
    films = {file: count for file, count in files.items() if count}
    ahead = Ahead(list(files), films, readers, clock=clock)
    shares, waiting = [ahead.share], list(files)
    while waiting:
        one = waiting.pop(0)
        clock.now += data.draw(seconds)
        took, moments = data.draw(seconds), data.draw(st.integers(0, 5)) if one in films else 0
        fine = data.draw(st.booleans())
        outcome: Outcome = read(one, took, moments) if fine else Failed(one, "damaged")
        waiting += outcome.others
        ahead.add([outcome])
        ahead.go_on()
        shares.append(ahead.share)
        assert 0 <= ahead.share <= 1
        assert ahead.seconds is None or ahead.seconds >= 0
    assert all(before <= after for before, after in itertools.pairwise(shares))
    assert not ahead.seconds
    assert any(share == 1 for share in shares) or shares[-1] == 0


def told(files: int, films: dict[Photo, int], tried: int) -> str:
    clock, some = Clock(), photos(files - len(films))
    ahead = Ahead([*films, *some], films, 1, clock=clock)
    for one in some[:tried]:
        go(ahead, clock, read(one, 0.0728))
    return estimate(ahead, tried, files, len(films))


def test_the_estimate_is_of_all_and_says_what_it_rests_on() -> None:
    assert told(41_200, {}, 32) == "41,200 photos to read, about 50 minutes; 32 tried"
    assert told(100, {}, 32) == ""
    assert told(41_200, {}, 41_000) == ""  # the end is near
    assert told(100, {}, 3) == ""
    films = {photo(f"{number}.mp4"): 300 for number in range(10)}
    assert told(60, films, 50) == "50 photos and 10 videos to read, about 8 minutes; 50 tried"
