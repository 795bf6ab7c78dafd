"""That a stopped run can go on is said where it is true, and nowhere else."""

import io
import sys
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest

from facefinder.errors import WorkersError
from facefinder.host.offline import Address
from facefinder.index.index import open_index
from facefinder.pool.worker import BatchResult
from facefinder.search.engine import choose
from facefinder.search.kept import KEPT
from facefinder.search.session import Session
from facefinder.settings import EngineChoice, Limits
from tests.conftest import Run
from tests.support.fakes import ENGINE, RED, SquareDetector, listed, paint


class Interrupted(SquareDetector):
    """Somebody presses Ctrl-C while it looks for faces."""

    def detect(self, image: object) -> list[object]:  # type: ignore[override]  # finds nothing
        raise KeyboardInterrupt


def load_interrupted(_models_dir: Path) -> Interrupted:
    return Interrupted()


class StopAtQuestion(io.StringIO):
    """A terminal at which somebody presses Ctrl-C instead of answering."""

    def readline(self, *_: object) -> str:  # type: ignore[override]  # never returns
        raise KeyboardInterrupt


EMBEDDER = ("-m", "tests.support.fakes:load_embedder")


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    paint(tmp_path / "photos" / "1.png", RED)
    return tmp_path / "photos"


@pytest.mark.parametrize(
    ("more", "told"), [((), f"Stopped. {KEPT}"), (("--no-index",), "Stopped.")]
)
def test_ctrl_c_says_what_is_kept(
    run: Run, photos: Path, tmp_path: Path, more: tuple[str, ...], told: str
) -> None:
    engine = ("-d", f"{__name__}:load_interrupted", *EMBEDDER, "-p", "0")
    done = run("groups", "-i", photos, *engine, "--data-dir", tmp_path / "data", *more)
    assert done.code == 130
    assert done.err.splitlines()[-1] == told


class Gone:
    """A cluster that is not there any more."""

    workers = 1
    addresses: frozenset[Address] = frozenset()

    def start(self, calls: Iterator[object]) -> Generator[BatchResult, None, None]:
        raise WorkersError("They are gone.")


@pytest.mark.parametrize("keeps", [True, False])
def test_lost_workers_say_what_is_kept(photos: Path, keeps: bool) -> None:
    engine = choose(EngineChoice(models_dir=photos, detector=ENGINE.detector, model=ENGINE.model))
    with open_index(None, "x", "x") as index:
        session = Session(engine, index, keeps, Limits(), cluster=Gone())
        with pytest.raises(WorkersError) as caught:
            list(session.read([listed(photos / "1.png", photos)]))
    assert getattr(caught.value, "__notes__", []) == ([KEPT] if keeps else [])


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
