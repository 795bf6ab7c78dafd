"""Moments of a video: which are looked at, and how they are written."""

from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from facefinder.records.boxes import Box
from facefinder.records.photos import Photo, takes_of
from facefinder.records.videos import Moment, Pace, clock, moment_of, written

FILM = Photo("/stick", "film.mp4", 1000, 1)


@given(st.integers(0, 10**9))
def test_a_moment_is_read_back_to_the_millisecond(moment: int) -> None:
    assert moment_of(written(moment)) == moment
    (photo,) = FILM.others(1, [Moment(moment)])
    assert (photo.moment, photo.page, photo.place) == (moment, 1, clock(moment))


@given(st.integers(0, 10**9), st.lists(st.tuples(*[st.integers(-99, 9999)] * 4), max_size=3))
def test_whom_a_moment_shows_is_read_back(at: int, places: list[tuple[int, ...]]) -> None:
    moment = Moment(at, tuple(Box(*place) for place in places))
    assert Moment.of(str(moment)) == moment
    (photo,) = FILM.others(1, [moment])
    assert photo.places == moment.places
    assert photo == FILM.others(1, [Moment(at)])[0]  # which of them they are, is no other photo


def test_moments_are_written_as_people_read_them() -> None:
    assert [written(ms) for ms in (0, 42_360, 3_723_004)] == ["0:00.000", "0:42.360", "1:02:03.004"]
    assert [clock(ms) for ms in (0, 42_999, 3_723_004)] == ["0:00", "0:42", "1:02:03"]
    assert [moment_of(text) for text in ("", "page 2", "0:42")] == [None, None, None]


@given(st.integers(1, 10**9), st.integers(1, 3600), st.integers(1, 1000))
def test_moments_lie_evenly_in_a_video(length: int, per_minute: int, most: int) -> None:
    moments = Pace(per_minute, most).moments(length)
    assert 1 <= len(moments) <= most
    assert 0 <= moments[0] <= moments[-1] < length
    steps = {later - before for before, later in pairwise(moments)}
    assert max(steps, default=0) - min(steps, default=0) <= 1


def test_a_minute_and_an_hour() -> None:
    assert len(Pace().moments(60_000)) == 20
    assert Pace().moments(9_000) == [1500, 4500, 7500]
    assert len(Pace().moments(3_600_000)) == 300


def test_all_moments_of_a_video_were_taken_at_once() -> None:
    photo, film, page = (Photo("root", name, 1, 1) for name in ("1.jpg", "film.mp4", "scan.tif"))
    photos = [
        photo,
        *film.others(1, (Moment(500), Moment(1500))),
        *page.others(3),
        replace(film, root="other"),
    ]
    assert takes_of(photos).tolist() == [0, 1, 1, 3, 4, 5]
