"""Photos are counted while places are chosen, and no longer than they are."""

import hashlib
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from facefinder.app import tally
from facefinder.app.tally import Tally
from facefinder.discover.ours import Ours
from facefinder.discover.photos import find_photos
from tests.support.archive_files import pack
from tests.support.folders import manifest
from tests.support.needs import LINKS, needs
from tests.support.processes import wait_until


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Three photos, a film, an archive, and what no search looks at."""
    for name in (
        *("1.jpg", "Trip/2.HEIC", "Trip/deep/3.png", "Trip/film.mp4", "old.zip", "notes.txt"),
        *(".hidden/4.jpg", "@eaDir/5.jpg", "Screens/6.txt"),
        *("Wedding.cosessiondb", "Trash/7.jpg", "thumbs/8.jpg", "encoded-video/9.txt"),
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    return tmp_path


def all_of(counting: Tally, place: Path) -> dict[str, Any]:
    told: dict[str, Any] = {}

    def done() -> bool:
        told.update(counting.want([place])[str(place)])
        return bool(told["done"])

    assert wait_until(done)
    return told


def test_a_folder_of_copies_that_is_chosen_alone_holds_no_photo_to_search(tmp_path: Path) -> None:
    (tmp_path / "manifest.csv").write_bytes(manifest("Anna/1.jpg"))
    (tmp_path / "Anna").mkdir()
    (tmp_path / "Anna" / "1.jpg").touch()
    assert all_of(Tally(), tmp_path / "Anna")["photos"] == 0


def test_photos_films_and_archives_are_told_and_what_no_search_looks_at_is_not(place: Path) -> None:
    told = all_of(Tally(), place)
    assert (told["photos"], told["videos"], told["archives"]) == (3, 1, 1)
    counts = {"photos": 2, "videos": 1, "archives": 0}
    assert told["folders"] == [{"name": "Trip", "path": str(place / "Trip")} | counts]


def test_copies_of_earlier_searches_do_not_count_but_what_was_put_beside_them(place: Path) -> None:
    before = all_of(Tally(), place)["photos"]
    copy = place / "found" / "Anna" / "a.jpg"
    copy.parent.mkdir(parents=True)
    copy.write_bytes(b"a")
    (copy.parent / "mine.jpg").write_bytes(b"b")
    (place / "found" / "manifest.csv").write_bytes(
        manifest("Anna/a.jpg", sha256=hashlib.sha256(b"a").hexdigest())
    )
    assert all_of(Tally(), place)["photos"] == before + 1
    assert before + 1 == len(find_photos([place]).photos)


@needs(LINKS)
def test_links_lead_nowhere(place: Path) -> None:
    (place / "again").symlink_to(place, target_is_directory=True)
    assert all_of(Tally(), place)["photos"] == 3


def test_what_cannot_be_looked_into_counts_as_empty(tmp_path: Path) -> None:
    assert all_of(Tally(), tmp_path / "nowhere")["photos"] == 0


def test_another_choice_ends_counting_and_what_is_counted_is_seen_meanwhile(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    walk: Callable[[str, Ours], Iterator[Any]] = tally._walk
    steps, given_up = threading.Semaphore(1), threading.Event()

    def slowly(top: str, ours: Ours) -> Iterator[Any]:
        try:
            for step in walk(top, ours):
                steps.acquire()
                yield step
        finally:
            given_up.set()

    monkeypatch.setattr(tally, "_walk", slowly)
    counting = Tally()
    assert wait_until(lambda: counting.want([place])[str(place)]["photos"] == 1)
    assert not counting.want([place])[str(place)]["done"]
    counting.want([])
    steps.release()
    assert wait_until(given_up.is_set)
    for _ in range(9):
        steps.release()
    assert all_of(counting, place)["photos"] == 3


def test_what_is_in_an_archive_that_was_chosen_is_counted(tmp_path: Path) -> None:
    archive = pack(tmp_path / "x.zip", {"a/1.jpg": b"1", "a/2.jpg": b"2", "film.mp4": b"3"})
    told = all_of(Tally(), archive)
    assert (told["photos"], told["videos"], told["folders"]) == (2, 1, [])
    assert all_of(Tally(), Path(f"{archive}!/a"))["photos"] == 2
    assert all_of(Tally(), Path(f"{archive}!/b"))["photos"] == 0
    for typed in ("!", "!\\", "!\\a", "!\\a\\"):
        assert all_of(Tally(), Path(f"{archive}{typed}"))["photos"] == 2
    assert archive not in [Path(one.path) for one in psutil.Process().open_files()]
    archive.write_bytes(b"no archive")
    assert all_of(Tally(), archive)["photos"] == 0


def test_an_archive_is_counted_by_the_rules_of_the_search(tmp_path: Path) -> None:
    """Bins, previews and hidden things, by their places and by what lies beside them."""
    names = (
        *("a/1.jpg", ".hidden/2.jpg", "@eaDir/3.jpg", "x/Y Previews.lrdata/4.jpg"),
        *("Google Fotos/Papierkorb/5.jpg", "Google Fotos/Fotos von 2018/6.jpg"),
        *("s/Wedding.cosessiondb", "s/Trash/7.jpg", "s/8.jpg", "__MACOSX/9.mp4", "film.mp4"),
        *("IMG_1.HEIC", "IMG_1.MOV", "inner.zip"),
    )
    archive = pack(tmp_path / "x.zip", {name: name.encode() for name in names})
    told = all_of(Tally(), archive)
    assert told["photos"] == len(find_photos([archive]).photos) == 4
    assert (told["videos"], told["archives"]) == (1, 1)
