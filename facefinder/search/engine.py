"""Which detector and model a run uses: "auto" resolved, files verified, thresholds set."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from facefinder.errors import ModelError
from facefinder.host import processor
from facefinder.models import catalogue, files
from facefinder.models.catalogue import DetectorInfo, ModelInfo, Thresholds
from facefinder.settings import EngineSettings, Settings


def choose(settings: Settings) -> tuple[EngineSettings, ModelInfo, Thresholds]:
    """Resolve "auto", verify every weight file that is needed, and set the thresholds.

    Raises:
        UsageError: An unknown name.
        ModelError: A file is missing or damaged, or the processor cannot run any network.
    """
    problem = processor.problem()
    if problem is not None:
        # Else each worker would be killed, and the photo that it has would get the blame.
        raise ModelError(f"This cannot work here: {problem}.", "Search on another computer.")
    folder = settings.models_dir
    detector = catalogue.detector_info(
        _resolved(settings.detector, catalogue.AUTO_DETECTORS, catalogue.DETECTORS, folder)
    )
    model = catalogue.model_info(
        _resolved(settings.model, catalogue.AUTO_MODELS, catalogue.MODELS, folder)
    )
    verified = files.verify((*detector.files, *model.files), folder)
    engine = EngineSettings(detector=detector.name, model=model.name, weights=verified)
    thresholds = model.thresholds[settings.strictness]
    if settings.threshold is not None:
        thresholds = thresholds.with_sure(settings.threshold)
    return engine, model, thresholds


def _resolved(
    name: str,
    preferred: Sequence[str],
    table: Mapping[str, DetectorInfo | ModelInfo],
    models_dir: Path,
) -> str:
    """For "auto" the first whose files are all there.

    Whether they are intact is found out once, by `files.verify`: damage is told, not avoided.
    """
    if name != "auto":
        return name
    for candidate in preferred:
        if all((models_dir / file).is_file() for file in table[candidate].files):
            return candidate
    return preferred[-1]


def describe(engine: EngineSettings, model: ModelInfo, thresholds: Thresholds) -> str:
    """A sentence about the choice, for the user."""
    return (
        f"Faces are found by {engine.detector} and told apart by {engine.model} ({model.metric} "
        f"distance: sure up to {thresholds.sure:g}, to check up to {thresholds.check:g})"
    )
