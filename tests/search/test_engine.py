"""What is said about the engine of a run, and about probabilities."""

from pathlib import Path

import pytest

from facefinder.evidence.cuts import cuts_of
from facefinder.host.text import percent
from facefinder.match.choose import judge_for
from facefinder.models.catalogue import Strictness, detector_info, model_info
from facefinder.search.engine import ChosenEngine
from facefinder.settings import EngineSettings


def description(
    model: str, strictness: Strictness = Strictness.NORMAL, threshold: float | None = None
) -> str:
    info = model_info(model)
    judge = judge_for(info, strictness, threshold)
    settings = EngineSettings(detector="yunet", model=model, weights=())
    return ChosenEngine(settings, detector_info("yunet"), info, judge, Path()).description


@pytest.mark.parametrize("model", ["dlib-resnet", "dlib-resnet+mobilefacenet"])
@pytest.mark.parametrize("strictness", Strictness)
def test_a_measured_engine_is_described_by_probabilities(
    model: str, strictness: Strictness
) -> None:
    sure, check = cuts_of(model, strictness)
    assert description(model, strictness) == (
        f"Faces are found by yunet and told apart by {model} "
        f"(sure when {sure:.0%} likely or more, to check from {check:.0%} on)"
    )


def test_a_distance_that_the_user_named_is_told_as_that() -> None:
    words = description("dlib-resnet", threshold=0.5)
    assert "euclidean distance: sure up to 0.5, to check up to 0." in words
    assert "references" not in words, "it holds for any number of them"
    assert "likely" not in words


def test_an_engine_that_nobody_measured_says_so() -> None:
    words = description("Facenet512")
    assert "cosine distance: sure up to 0.255, to check up to 0.306" in words
    assert "nobody here has measured how often that is wrong" in words


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0.0, "0%"),
        (0.004, "less than 1%"),
        (0.01, "1%"),
        (0.41, "41%"),
        (0.99, "99%"),
        (0.9999, "more than 99%"),
        (1.0, "100%"),
    ],
)
def test_a_share_never_rounds_to_nothing_or_everything(share: float, words: str) -> None:
    assert percent(share) == words
