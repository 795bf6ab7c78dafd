"""That a stopped run can go on is said where it is true, and nowhere else."""

import io
import sys
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest

from facefinder.errors import WorkersError
from facefinder.host.offline import Address
from facefinder.output.progress import Teller
from facefinder.pool.run import BATCH
from facefinder.pool.worker import BatchResult
from facefinder.records.faces import DetectedFace, ImageArray
from facefinder.records.photos import Failed, Outcome
from facefinder.search.engine import choose
from facefinder.search.groups import find_groups
from facefinder.search.kept import KEPT
from facefinder.search.session import opened
from facefinder.settings import EngineChoice, Settings, Whom, Work
from tests.conftest import Run
from tests.support import fakes
from tests.support.fakes import GREEN, RED, SquareDetector, listed, paint


class Interrupted(SquareDetector):
    """Somebody presses Ctrl-C while it looks for the faces of a green square."""

    def detect(self, image: ImageArray) -> list[DetectedFace]:
        if (image == GREEN).all(axis=2).any():
            raise KeyboardInterrupt
        return super().detect(image)


def load_interrupted(_models_dir: Path) -> Interrupted:
    return Interrupted()


class StopAtQuestion(io.StringIO):
    """A terminal at which somebody presses Ctrl-C instead of answering."""

    def readline(self, *_: object) -> str:  # type: ignore[override]  # never returns
        raise KeyboardInterrupt


EMBEDDER = ("-m", "tests.support.fakes:load_embedder")


ENGINE = ("-d", f"{__name__}:load_interrupted", *EMBEDDER, "-p", "0")


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """So many photos that the last, over which Ctrl-C comes, is read after others are kept."""
    for number in range(BATCH):
        paint(tmp_path / "photos" / f"{number}.png", RED)
    paint(tmp_path / "photos" / "z.png", GREEN)
    return tmp_path / "photos"


@pytest.mark.parametrize(
    ("more", "told"), [((), f"Stopped. {KEPT}"), (("--no-index",), "Stopped.")]
)
def test_ctrl_c_says_what_is_kept(
    run: Run, photos: Path, tmp_path: Path, more: tuple[str, ...], told: str
) -> None:
    done = run("groups", "-i", photos, *ENGINE, "--data-dir", tmp_path / "data", *more)
    assert done.code == 130
    assert done.err.splitlines()[-1] == told


def test_before_anything_was_read_nothing_is_kept(run: Run, photos: Path, tmp_path: Path) -> None:
    known = ("-k", photos / "0.png", "-n", "Anna")  # another run may have read others
    words = ("-i", photos / "z.png", *ENGINE, "--data-dir", tmp_path / "data")
    run("groups", "-i", photos / "1.png", *words[2:])
    assert run("groups", *words).err.splitlines()[-1] == "Stopped."
    assert run("groups", *known, *words).err.splitlines()[-1] == f"Stopped. {KEPT}"
    # That reference is known from then on.
    assert run("groups", *known, *words).err.splitlines()[-1] == f"Stopped. {KEPT}"


class Impatient(Teller):
    """Somebody presses Ctrl-C when a sentence is said."""

    def __init__(self, sentence: str) -> None:
        self._sentence = sentence

    def say(self, message: str) -> None:
        if self._sentence in message:
            raise KeyboardInterrupt


class ImpatientReader(io.BytesIO):
    """Somebody presses Ctrl-C as soon as results come."""

    def write(self, _: object) -> int:
        raise KeyboardInterrupt


def test_once_all_is_read_it_is_kept(
    run: Run, photos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(ImpatientReader()))
    words = ("-i", photos / "0.png", *ENGINE, "--data-dir", tmp_path / "data")
    done = run("groups", *words, "--json", "-")
    assert done.err.splitlines()[-1] == f"Stopped. {KEPT}"


@pytest.mark.parametrize("keeps", [True, False])
def test_while_faces_are_compared_all_is_kept(photos: Path, keeps: bool) -> None:
    with pytest.raises(KeyboardInterrupt) as caught:
        find_groups(settings_for(photos, keeps=keeps), Impatient("Compared with each other"))
    assert getattr(caught.value, "__notes__", []) == ([KEPT] if keeps else [])


def settings_for(photos: Path, *, keeps: bool) -> Settings:
    engine = EngineChoice(
        models_dir=photos, detector=fakes.ENGINE.detector, model=fakes.ENGINE.model
    )
    index = photos.parent / "index.sqlite" if keeps else None
    return Settings(
        whom=Whom(needs_people=False),
        inputs=(photos,),
        engine=engine,
        work=Work(workers=0),
        index=index,
    )


class Gone:
    """A cluster that goes away when it has read some photos."""

    workers = 1
    addresses: frozenset[Address] = frozenset()

    def __init__(self, *read: Outcome) -> None:
        self._read = read

    def start(self, calls: Iterator[object]) -> Generator[BatchResult, None, None]:
        next(calls)
        if self._read:
            yield BatchResult(list(self._read), [])
        raise WorkersError("They are gone.")


@pytest.mark.parametrize(
    ("keeps", "read", "note"),
    [(True, "lasting", [KEPT]), (False, "lasting", []), (True, "passing", []), (True, "", [])],
)
def test_lost_workers_say_what_is_kept(
    photos: Path, keeps: bool, read: str, note: list[str]
) -> None:
    settings = settings_for(photos, keeps=keeps)
    photo = listed(photos / "1.png", photos)
    outcomes = [Failed(photo, "x", lasting=read == "lasting")] if read else []

    def read_it() -> None:
        with opened(settings, choose(settings.engine)) as session:
            session.cluster = Gone(*outcomes)
            list(session.read([photo]))

    with pytest.raises(WorkersError) as caught:
        read_it()
    assert getattr(caught.value, "__notes__", []) == note


def test_what_reads_no_photos_has_nothing_to_go_on_with(
    run: Run, photos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = ("--data-dir", tmp_path / "data")
    run(
        "groups",
        "-i",
        photos,
        "-d",
        "tests.support.fakes:load_detector",
        *EMBEDDER,
        *data,
        "-p",
        "0",
    )
    monkeypatch.setattr(sys, "stdin", StopAtQuestion())
    done = run("purge", *data)
    assert done.code == 130
    assert done.err.endswith("Stopped.\n")
