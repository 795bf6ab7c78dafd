"""Real worker processes with the fake engine: every photo has one outcome, whoever dies."""

import os
import threading
from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import psutil
import pytest

from facefinder.decode.file import MOST_HASHED, content_hash, whole_hash
from facefinder.errors import ModelError, WorkersError
from facefinder.host.offline import Address
from facefinder.pool import local, run
from facefinder.pool.worker import BatchResult
from facefinder.records.faces import DetectedFace, Face, ImageArray
from facefinder.records.photos import Failed, Outcome, Photo, Scanned
from facefinder.scan.photo import scan_photos
from tests.support import fakes
from tests.support.fakes import BLUE, ENGINE, GREEN, RED, Colour, listed, paint
from tests.support.needs import LINUX, needs
from tests.support.processes import shared_memory, wait_until

MODELS = Path("unused")


@pytest.fixture
def workers_end() -> Iterator[None]:
    """Nothing of a test's pool is left for the next one."""
    yield
    local.stop_workers()


pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("workers_end")]


def album(root: Path, *photos: Sequence[Colour]) -> list[Photo]:
    paths = [paint(root / f"{i:03d}.png", *colours) for i, colours in enumerate(photos)]
    return [listed(path, root) for path in paths]


def ended_by_another_thread(photos: Sequence[Photo], jobs: int) -> bool:
    """Whether reading ends where nobody would live to see it read to its end."""
    raised: list[BaseException] = []

    def read_in_thread() -> None:
        try:
            read(photos, jobs)
        except BaseException as error:
            raised.append(error)

    thread = threading.Thread(target=read_in_thread)
    thread.start()
    assert wait_until(children)
    while thread.is_alive():
        run.end()
        thread.join(1.0)
    return isinstance(raised[0], run.ReadingEndedError)


def read(photos: Sequence[Photo], jobs: int = 2) -> dict[str, Outcome]:
    outcomes = [o for some in run.run(photos, ENGINE, MODELS, workers=jobs) for o in some]
    assert Counter(o.photo for o in outcomes) == Counter(photos)
    return {o.photo.relative: o for o in outcomes}


def face_bytes(face: Face) -> tuple[object, ...]:
    return (*face.box, face.score, face.sharpness, face.landmarks.tobytes(), face.vector.tobytes())


def plain(outcome: Outcome) -> object:
    if isinstance(outcome, Failed):
        return outcome
    size = (outcome.width, outcome.height, outcome.content_hash)
    return outcome.photo, size, [face_bytes(face) for face in outcome.faces]


def failed(outcomes: dict[str, Outcome]) -> dict[str, Failed]:
    return {name: o for name, o in outcomes.items() if isinstance(o, Failed)}


def children() -> list[int]:
    """Workers of this process; joblib's trackers stay until it ends."""
    return [
        child.pid
        for child in psutil.Process().children()
        if any("popen_loky" in part for part in child.cmdline())
    ]


def test_faces_and_their_colours_come_back(tmp_path: Path) -> None:
    outcomes = scan_photos(tuple(album(tmp_path, [], [BLUE, RED])), ENGINE, "")
    empty, two = outcomes
    assert isinstance(empty, Scanned)
    assert empty.faces == ()
    assert isinstance(two, Scanned)
    assert (two.width, two.height) == (160, 96)
    assert [tuple(face.vector) for face in two.faces] == [(0, 0, 1), (1, 0, 0)]
    assert [face.box for face in two.faces] == [(32, 32, 32, 32), (96, 32, 32, 32)]


def test_coordinates_are_those_of_the_full_size_photo(tmp_path: Path) -> None:
    (photo,) = album(tmp_path, [RED])
    small = replace(ENGINE, max_side_px=48)
    (full,), (reduced,) = (scan_photos((photo,), engine, "") for engine in (ENGINE, small))
    assert isinstance(full, Scanned)
    assert isinstance(reduced, Scanned)
    assert (reduced.width, reduced.height) == (full.width, full.height)
    # The reduced square has blurred borders, which the fake takes for faces of their own: a pixel
    # may be missing, and place is right to half a one. A pixel is 160 / 48 of the full size.
    biggest = max(reduced.faces, key=lambda face: face.box.w)
    assert biggest.box == pytest.approx(full.faces[0].box, abs=1.5 * 160 / 48)
    assert np.allclose(biggest.landmarks, full.faces[0].landmarks, atol=1.5 * 160 / 48)


class Replacing(fakes.SquareDetector):
    """Finds faces in a photo that is another one by then."""

    def __init__(self, photo: Path) -> None:
        self.photo = photo

    def detect(self, image: ImageArray) -> list[DetectedFace]:
        paint(self.photo, GREEN, BLUE)
        return super().detect(image)


def test_a_photo_that_is_replaced_while_it_is_read_is_not_remembered(tmp_path: Path) -> None:
    (photo,) = album(tmp_path, [RED])
    engine = replace(ENGINE, detector=f"{__name__}:{Replacing.__name__}")
    (outcome,) = scan_photos((photo,), engine, str(photo.path))  # for a folder of models
    assert outcome == Failed(photo, "it was changed while the search ran", lasting=False)


def test_what_lastingly_cannot_be_read_has_a_hash_of_all_of_it(tmp_path: Path) -> None:
    photos = album(tmp_path, [], [], [], [])
    damaged, empty, gone, large = (photo.path for photo in photos)
    damaged.write_bytes(b"no picture")
    empty.write_bytes(b"")
    gone.unlink()
    with large.open("wb") as file:
        file.truncate(MOST_HASHED + 1)
    there = [listed(path, tmp_path) for path in (damaged, empty, large)]
    outcomes = scan_photos((*there, photos[2]), ENGINE, "")
    hashes = [outcome.content_hash for outcome in outcomes if isinstance(outcome, Failed)]
    assert hashes == [whole_hash(damaged), None, None, None]
    assert whole_hash(damaged) != content_hash(damaged)


def test_this_process_and_one_worker_and_two_see_the_same(tmp_path: Path) -> None:
    photos = album(tmp_path, *([[RED], [GREEN, BLUE], []] * 8), [fakes.RAISES])
    none, one, two = (
        {name: plain(o) for name, o in read(photos, jobs).items()} for jobs in (0, 1, 2)
    )
    assert none == one == two


def test_without_workers_none_starts_and_one_is_one(tmp_path: Path) -> None:
    photos = album(tmp_path, [RED], [BLUE])
    before = psutil.Process().children()
    read(photos, jobs=0)
    assert psutil.Process().children() == before
    read(photos, jobs=1)
    assert len(children()) == 1


@pytest.mark.parametrize("jobs", [0, 1, 2])
def test_trouble_with_a_photo_stays_with_it(tmp_path: Path, jobs: int) -> None:
    bad = [[fakes.RAISES], [fakes.UNPICKLABLE], [fakes.EMBED_RAISES], [fakes.NO_MEMORY]]
    photos = album(tmp_path, [RED], *bad, [BLUE])
    (tmp_path / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n and no more")
    photos.append(listed(tmp_path / "broken.png", tmp_path))
    outcomes = failed(read(photos, jobs))
    assert set(outcomes) == {"001.png", "002.png", "003.png", "004.png", "broken.png"}
    assert outcomes["001.png"].reason.endswith("ValueError")
    assert outcomes["002.png"].reason.endswith("BadPickleError")
    assert outcomes["003.png"].reason.endswith("BadPickleError")
    assert "memory" in outcomes["004.png"].reason
    assert {o.relative: f.lasting for f in outcomes.values() for o in [f.photo]} == {
        "001.png": False,
        "002.png": False,
        "003.png": False,
        "004.png": False,
        "broken.png": True,
    }


def test_a_photo_that_changed_or_vanished_is_not_guessed(tmp_path: Path) -> None:
    changed, vanished = album(tmp_path, [RED], [RED])
    paint(changed.path, RED, BLUE, GREEN)
    vanished.path.unlink()
    outcomes = read([changed, vanished], jobs=1)
    assert all(isinstance(o, Failed) and not o.lasting for o in outcomes.values())


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_killed_worker_costs_the_photo_that_killed_it(tmp_path: Path, jobs: int) -> None:
    colours: list[list[Colour]] = [[RED]] * 40
    colours[3] = colours[29] = [fakes.KILLS]
    outcomes = read(album(tmp_path, *colours), jobs)
    assert failed(outcomes) == {
        name: Failed(outcomes[name].photo, run.CRASHED, lasting=True)
        for name in ("003.png", "029.png")
    }


def test_a_folder_of_deadly_photos_does_not_end_the_run(tmp_path: Path) -> None:
    colours: list[list[Colour]] = [[RED]] * 20
    colours[5:9] = [[fakes.KILLS]] * 4
    assert len(failed(read(album(tmp_path, *colours)))) == 4


@pytest.mark.parametrize("jobs", [1, 2])
def test_when_every_photo_kills_the_run_ends_without_blaming_them(
    tmp_path: Path, jobs: int
) -> None:
    photos = album(tmp_path, *[[fakes.KILLS]] * 12)
    outcomes = run.run(photos, ENGINE, MODELS, workers=jobs)
    with pytest.raises(WorkersError, match="-p 1"):
        next(outcomes)
    assert children() == []


def test_workers_that_die_while_loading_end_the_run(tmp_path: Path) -> None:
    deadly = replace(ENGINE, detector="tests.support.fakes:load_deadly")
    with pytest.raises(WorkersError):
        list(run.run(album(tmp_path, *[[RED]] * 8), deadly, MODELS, workers=2))


@pytest.mark.parametrize("jobs", [0, 1, 2])
def test_an_engine_that_cannot_be_loaded_is_named(tmp_path: Path, jobs: int) -> None:
    broken = replace(ENGINE, detector="tests.support.fakes:load_broken")
    with pytest.raises(ModelError, match=r"tests\.support\.fakes:load_broken"):
        list(run.run(album(tmp_path, *[[RED]] * 8), broken, MODELS, workers=jobs))


def test_workers_are_kept_for_the_next_call(tmp_path: Path) -> None:
    photos = album(tmp_path, *[[RED]] * 30)
    read(photos)
    first = children()
    read(photos)
    assert len(first) == 2
    assert children() == first
    local.stop_workers()
    assert children() == []


def test_closed_early_the_workers_are_gone(tmp_path: Path) -> None:
    photos = album(tmp_path, *[[RED]] * 16, *[[fakes.SLEEPS]] * 16)
    with closing(run.run(photos, ENGINE, MODELS, workers=2)) as outcomes:
        next(outcomes)
        assert len(children()) == 2
    assert children() == []


@needs(LINUX)  # others share no memory there
def test_other_calls_than_reading_share_no_memory_folder_either() -> None:
    mark, before = f"_{os.getpid()}_", shared_memory()
    answers = local.map_tasks(abs, [-1, -2, -3], workers=2)
    assert next(answers) == 1  # the workers are at work
    new = shared_memory() - before
    assert [name for name in new if name.startswith("joblib") and mark in name] == []
    assert list(answers) == [2, 3]


class Interrupted:
    """Workers that a Ctrl-C ends, of which their pool makes a worker's death."""

    workers = 1
    addresses: frozenset[Address] = frozenset()

    def start(self, calls: Iterator[run.BatchCall]) -> Generator[BatchResult, None, None]:
        next(calls)
        broken = BrokenProcessPool("a worker died")
        broken.__context__ = KeyboardInterrupt()
        raise broken
        yield


def test_a_ctrl_c_that_looks_like_a_worker_s_death_ends_the_run(tmp_path: Path) -> None:
    photos = album(tmp_path, [RED])
    with pytest.raises(KeyboardInterrupt):
        list(run.run(photos, ENGINE, tmp_path, workers=1, cluster=Interrupted()))


def test_a_handful_stays_with_one_worker_and_no_number_is_silly() -> None:
    assert local.default_workers(0) == 1
    assert local.default_workers(local.WORTH_PROCESSES - 1) == 1
    assert 1 <= local.default_workers(10**6) <= (os.cpu_count() or 1)


@pytest.mark.parametrize("jobs", [1, 2])
def test_another_thread_ends_what_would_take_long(tmp_path: Path, jobs: int) -> None:
    photos = album(tmp_path, *([[fakes.SLEEPS]] * 24))
    assert ended_by_another_thread(photos, jobs)
    assert children() == []
    assert len(read(album(tmp_path / "more", [RED], [BLUE]), jobs)) == 2
