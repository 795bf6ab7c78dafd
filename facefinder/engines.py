"""Which detector and model a run uses: "auto" resolved, files verified, thresholds set."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from facefinder import catalogue, weights
from facefinder.catalogue import DetectorInfo, ModelInfo, Thresholds
from facefinder.settings import EngineSettings, Settings


def choose(settings: Settings) -> tuple[EngineSettings, ModelInfo, Thresholds]:
    """Resolve "auto", verify every weight file that is needed, and set the thresholds.

    Raises:
        UsageError: An unknown name.
        ModelError: A file is missing or damaged.
    """
    detector = catalogue.detector_info(
        _first_present(catalogue.AUTO_DETECTORS, catalogue.DETECTORS, settings.models_dir)
        if settings.detector == "auto"
        else settings.detector
    )
    model = catalogue.model_info(
        _first_present(catalogue.AUTO_MODELS, catalogue.MODELS, settings.models_dir)
        if settings.model == "auto"
        else settings.model
    )
    verified = weights.verify((*detector.files, *model.files), settings.models_dir)
    engine = EngineSettings(detector=detector.name, model=model.name, weights=verified)
    thresholds = model.thresholds[settings.strictness]
    if settings.threshold is not None:
        thresholds = thresholds.with_sure(settings.threshold)
    return engine, model, thresholds


def _first_present(
    names: Sequence[str], table: Mapping[str, DetectorInfo | ModelInfo], models_dir: Path
) -> str:
    """The first whose files are all there, damaged or not: damage is to be told, not avoided."""
    for name in names:
        states = [weights.state(weights.WEIGHTS[f], models_dir) for f in table[name].files]
        if weights.State.MISSING not in states:
            return name
    return names[-1]


def describe(engine: EngineSettings, model: ModelInfo, thresholds: Thresholds) -> str:
    """A sentence about the choice, for the user."""
    return (
        f"Faces are found by {engine.detector} and told apart by {engine.model} ({model.metric} "
        f"distance: sure up to {thresholds.sure:g}, to check up to {thresholds.check:g})"
    )
