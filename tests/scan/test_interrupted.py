"""Ctrl-C while an engine loads or looks at a photo stops the run, whatever becomes of it."""

from pathlib import Path

import pytest

from facefinder.errors import ModelError, fault_of, is_stop, raise_if_stopped
from facefinder.records.faces import FloatArray, ImageArray
from tests.conftest import Run
from tests.support.fakes import RED, ColourEmbedder, SquareDetector, paint
from tests.support.processes import PATIENCE_SECONDS
from tests.support.searches import start


def interrupt_native_code() -> None:
    """What Python itself makes of a Ctrl-C in the initialisation of a module in C."""
    raise SystemError("initialization of _x raised unreported exception") from KeyboardInterrupt()


class Interrupted(SquareDetector):
    """Ctrl-C comes while native code looks for faces."""

    def detect(self, image: ImageArray) -> list[object]:  # type: ignore[override]  # finds nothing
        interrupt_native_code()
        return []


class InterruptedOnce(ColourEmbedder):
    """Ctrl-C comes while native code describes the faces of several photos together."""

    def embed(self, crops: ImageArray) -> FloatArray:
        if len(crops) > 1:
            interrupt_native_code()
        return super().embed(crops)


def load_interrupted(_models_dir: Path) -> Interrupted:
    return Interrupted()


def load_interrupted_once(_models_dir: Path) -> InterruptedOnce:
    return InterruptedOnce()


class InterruptedLoader(Interrupted, ColourEmbedder):
    """A detector and a recogniser in one; Ctrl-C comes while it is made."""

    def __init__(self, _models_dir: Path) -> None:
        interrupt_native_code()


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    paint(tmp_path / "known" / "Anna" / "1.png", RED)
    for name in "ab":
        paint(tmp_path / "photos" / f"{name}.png", RED)
    return tmp_path / "photos"


@pytest.mark.slow
def test_ctrl_c_while_a_native_library_is_imported(photos: Path) -> None:
    program = start(photos, "-d", "tests.support.interrupted:load_detector", jobs="0")
    _, err = program.communicate(timeout=PATIENCE_SECONDS)
    assert program.returncode == 130
    assert err.splitlines()[-1].startswith("Stopped.")
    assert "antivirus" not in err
    # The index was closed: SQLite leaves a journal of one that was not.
    assert [path.name for path in (photos.parent / "data").glob("index*")] == ["index.sqlite"]


@pytest.mark.parametrize(
    ("option", "factory"),
    [
        ("-d", "load_interrupted"),
        ("-d", "InterruptedLoader"),
        ("-m", "InterruptedLoader"),
        ("-m", "load_interrupted_once"),
    ],
)
def test_what_native_code_makes_of_ctrl_c_is_no_fault_of_anything(
    run: Run, photos: Path, option: str, factory: str
) -> None:
    others = ("-k", photos.parent / "known", "-i", photos, "-p", "0")
    engine = {
        "-d": "tests.support.fakes:load_detector",
        "-m": "tests.support.fakes:load_embedder",
        option: f"{__name__}:{factory}",
    }
    words = (word for pair in engine.items() for word in pair)
    done = run("groups", *others, *words, "--data-dir", photos.parent / "data")
    assert done.code == 130
    assert done.err.splitlines()[-1].startswith("Stopped.")


def test_a_ctrl_c_is_found_behind_other_errors() -> None:
    with pytest.raises(SystemError) as caught:
        interrupt_native_code()
    error = ImportError("initialization failed")
    assert not is_stop(error)
    assert fault_of(error) is not None
    error.__context__ = caught.value
    assert is_stop(error)
    with pytest.raises(KeyboardInterrupt):
        fault_of(error)
    with pytest.raises(KeyboardInterrupt):
        raise_if_stopped(error)


def test_who_answers_a_ctrl_c_may_put_another_error_in_its_place() -> None:
    error = ModelError("Nobody chose a model.")
    error.__context__, error.__suppress_context__ = KeyboardInterrupt(), True  # `from None`
    assert not is_stop(error)
