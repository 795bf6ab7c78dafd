"""Which detector and model a run uses: "auto" resolved, files verified, thresholds set."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from facefinder.errors import ModelError
from facefinder.host.text import percent
from facefinder.match.by_evidence import ByEvidence
from facefinder.match.choose import judge_for
from facefinder.match.judge import Judge
from facefinder.models import catalogue, files
from facefinder.models.catalogue import DetectorInfo, Metric, ModelInfo, Thresholds
from facefinder.settings import EngineChoice, EngineSettings

UNMEASURED = "nobody here has measured how often that is wrong"


@dataclass(frozen=True, slots=True)
class ChosenEngine:
    """The detector and the model of a run, and what their numbers mean.

    Attributes:
        settings: What makes the vectors; this alone crosses to workers.
        detector: About the detector.
        model: About the model.
        judge: Tells what distances mean, as strictly as the user wants.
        models_dir: Folder of the verified weight files.
    """

    settings: EngineSettings
    detector: DetectorInfo
    model: ModelInfo
    judge: Judge
    models_dir: Path

    @property
    def name(self) -> str:
        """The names of both, for people."""
        return self.settings.name

    @property
    def metric(self) -> Metric:
        """How vectors are compared."""
        return self.model.metric

    @property
    def thresholds(self) -> Thresholds:
        """The distances that count for somebody with a few references."""
        return self.judge.limits()

    @property
    def description(self) -> str:
        """A sentence about the choice, for the user."""
        if isinstance(self.judge, ByEvidence):
            sure, check = self.judge.cuts
            how = f"sure when {percent(sure)} likely or more, to check from {percent(check)} on"
        else:
            limits, metric = self.thresholds, self.metric
            how = f"{metric} distance: sure up to {limits.sure:g}, to check up to {limits.check:g}"
            if not self.model.measured:
                how += f"; {UNMEASURED}"
        return (
            f"Faces are found by {self.detector.name} and told apart by {self.model.name} ({how})"
        )


def choose(choice: EngineChoice) -> ChosenEngine:
    """Resolve "auto", verify every weight file that is needed, and set the thresholds.

    Raises:
        UsageError: An unknown name.
        ModelError: A file is missing or damaged, or the processor cannot run what was chosen.
    """
    folder = choice.models_dir
    detector = catalogue.detector_info(
        _resolved(choice.detector, catalogue.AUTO_DETECTORS, catalogue.DETECTORS, folder)
    )
    model = catalogue.model_info(
        _resolved(choice.model, catalogue.AUTO_MODELS, catalogue.MODELS, folder)
    )
    for name in (detector.name, model.name):
        if problem := catalogue.processor_problem(name):
            # Else each worker would be killed, and the photo that it has would get the blame.
            raise ModelError(
                f"{name} cannot work here: {problem}.",
                "Leave out -d and -m, or search on another computer.",
            )
    verified = files.verify((*detector.files, *model.files), folder)
    judge = judge_for(model, choice.strictness, choice.threshold)
    settings = EngineSettings(detector=detector.name, model=model.name, weights=verified)
    return ChosenEngine(settings, detector, model, judge, folder)


def _resolved(
    name: str,
    preferred: Sequence[str],
    table: Mapping[str, DetectorInfo | ModelInfo],
    models_dir: Path,
) -> str:
    """The name itself, or for "auto" the first of the preferred whose files are all there.

    Whether they are intact is found out once, by `files.verify`: damage is told, not avoided.
    """
    if name != "auto":
        return name
    for candidate in preferred:
        if all((models_dir / file).is_file() for file in table[candidate].files):
            return candidate
    return preferred[-1]
