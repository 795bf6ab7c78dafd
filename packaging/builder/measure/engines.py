"""What is searched with in a measurement."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from builder.measure import ours
from facefinder.settings import EngineSettings

BOTH: Final = "dlib-resnet+mobilefacenet"
ALONE: Final = "mtcnn + dlib-resnet, one process with one thread"


@dataclass(frozen=True, slots=True)
class Engine:
    """What to search with, where its files are, and in how many worker processes."""

    settings: EngineSettings
    models_dir: Path
    jobs: int = ours.JOBS

    def search(self, folder: Path) -> ours.Timed:
        """A search over a folder."""
        return ours.search(folder, self.settings, self.models_dir, self.jobs)


def available_engines(models_dir: Path, random_dir: Path) -> dict[str, Engine]:
    """By the name in the table; those with YuNet only where its file is there.

    `random_dir` gets links to the detector's file beside the random weights.
    """
    found = {
        f"mtcnn + {BOTH}": Engine(_settings("mtcnn", BOTH), models_dir),
        "mtcnn + dlib-resnet": Engine(_settings("mtcnn", "dlib-resnet"), models_dir),
        "mtcnn + Facenet512 (random)": Engine(_settings("mtcnn", "Facenet512"), random_dir),
        ALONE: Engine(_settings("mtcnn", "dlib-resnet"), models_dir, jobs=0),
    }
    if (models_dir / "face_detection_yunet_2023mar.onnx").is_file():
        found[f"yunet + {BOTH}"] = Engine(_settings("yunet", BOTH), models_dir)
        found["yunet + dlib-resnet"] = Engine(_settings("yunet", "dlib-resnet"), models_dir)
        found["yunet + Facenet512 (random)"] = Engine(_settings("yunet", "Facenet512"), random_dir)
    return found


def _settings(detector: str, model: str) -> EngineSettings:
    return EngineSettings(detector=detector, model=model, weights=())
