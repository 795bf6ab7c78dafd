"""Getting models for a build: what can be had is got, and what cannot is said once."""

import socket
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from builder import models
from facefinder.models import files as weights
from facefinder.models import sources
from facefinder.models.files import WEIGHTS
from facefinder.models.sources import Release, Sdist, Unavailable

BLACK_HOLE_S = 60
"""A firewall that swallows everything is waited for longer than this by nobody: with the times that
were there before, pip alone tried for more than a minute, and each address of a host for 15 s."""


@pytest.fixture
def silent() -> Iterator[str]:
    """An address where everything is taken and nothing comes back."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


def test_the_names_are_those_of_the_program() -> None:
    files = models.model_files((*models.ESSENTIAL, *models.BETTER))
    assert "MobileFaceNet.tflite" in files
    assert set(files) < set(WEIGHTS)


@pytest.mark.slow
def test_a_network_that_swallows_everything_costs_seconds_and_one_sentence(
    tmp_path: Path,
    silent: str,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", silent)
    table = {
        file: replace(weight, source=Release(f"{silent}/{file}"))
        if isinstance(weight.source, Release)
        else weight
        for file, weight in WEIGHTS.items()
    }
    monkeypatch.setattr(weights, "WEIGHTS", table)
    started = time.monotonic()
    missing = models.get(None, tmp_path)
    seconds = time.monotonic() - started
    assert {*models.model_files(models.BETTER)} <= set(missing)
    assert not {*models.model_files(("mtcnn",))} & set(missing)  # that comes from a package
    said = [line for line in capfd.readouterr().err.splitlines() if "going on without" in line]
    (sentence,) = said
    assert all(file in sentence for file in missing)
    assert "no answer within 8 seconds" in sentence
    assert seconds < BLACK_HOLE_S


def test_what_is_there_is_not_talked_about(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(weights, "fetch", lambda files, target, **_: [])
    assert models.get(None, tmp_path) == []
    assert capsys.readouterr().err == ""


@pytest.mark.slow
def test_a_source_that_says_nothing_is_given_up(
    tmp_path: Path, silent: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "ANSWER_S", 0.5)
    with pytest.raises(Unavailable, match=r"127\.0\.0\.1: no answer within 0\.5 seconds"):
        Release(f"{silent}/x").save(tmp_path / "x", None)


def test_the_recogniser_that_is_needed_comes_through_pip() -> None:
    (file,) = models.model_files(("dlib-resnet",))
    assert isinstance(WEIGHTS[file].source, Sdist)
