"""How many frames of videos will be looked at, before any of them is read."""

from pathlib import Path

from facefinder.records.photos import Photo
from facefinder.records.videos import Pace
from facefinder.search.frames import BYTES_A_MINUTE, frames_of
from tests.support.videos import lasting


def put(folder: Path, name: str, content: bytes, size: int = 0) -> Photo:
    (folder / name).write_bytes(content)
    return Photo(str(folder), name, size or len(content), 1)


def test_the_length_that_a_video_says_is_what_counts(tmp_path: Path) -> None:
    short, long = lasting(20), lasting(36_000)
    films = [put(tmp_path, "a.mp4", short), put(tmp_path, "b.mov", long, 10**9)]
    photo = put(tmp_path, "photo.jpg", b"")
    assert frames_of([photo, *films], Pace()) == {films[0]: 7, films[1]: 300}


def test_one_that_says_none_is_taken_to_be_like_the_others(tmp_path: Path) -> None:
    told = put(tmp_path, "told.mp4", lasting(60), 1_000_000)
    silent = [
        put(tmp_path, "mute.avi", b"RIFF", 2_000_000),
        put(tmp_path, "damaged.mp4", lasting(60)[:40], 1_000_000),
        Photo(str(tmp_path), "gone.mp4", 500_000, 1),
        Photo(str(tmp_path), "a.zip!/in.mp4", 3_000_000, 1, archive="a.zip"),
    ]
    assert list(frames_of([told, *silent], Pace()).values()) == [20, 40, 20, 10, 60]


def test_without_any_that_says_it_it_goes_by_the_size(tmp_path: Path) -> None:
    film = put(tmp_path, "film.avi", b"RIFF", BYTES_A_MINUTE)
    assert frames_of([film], Pace()) == {film: 20}
