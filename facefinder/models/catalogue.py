"""Which detectors and recognisers there are, what they need and what their distances mean."""

import difflib
import importlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, TypeVar, get_type_hints

from facefinder.errors import UsageError
from facefinder.host import processor


class Metric(StrEnum):
    """How two vectors are compared."""

    EUCLIDEAN = "euclidean"
    COSINE = "cosine"


class Strictness(StrEnum):
    """Presets of the two thresholds."""

    STRICT = "strict"
    NORMAL = "normal"
    LOOSE = "loose"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What distances mean.

    Attributes:
        sure: A face up to here is surely the person.
        check: Up to here it is worth a look.
        margin: By how much a `sure` face must be closer to its person than to any other.
    """

    sure: float
    check: float
    margin: float

    def with_sure(self, sure: float) -> "Thresholds":
        """Move the `sure` distance; the others keep their proportion to it."""
        factor = sure / self.sure
        return Thresholds(sure, self.check * factor, self.margin * factor)


LEAST_PX: Final = 64
"""Width of the smallest face to be found in a photo of any size; half of it is hardly enough to
tell people apart."""

OTHERS_LEAST_SHARE: Final = 1 / 75
"""What is taken as `least_share` of detectors that were not measured."""


@dataclass(frozen=True, slots=True)
class DetectorInfo:
    """A face detector.

    Attributes:
        name: On the command line.
        files: The weight files it reads.
        least_share: Width of the smallest face that it finds, as a share of the long side of what
            it looks at; 0 = not known.
    """

    name: str
    files: tuple[str, ...]
    least_share: float = 0.0

    @property
    def part_px(self) -> float:
        """Longer side of a part of a large photo, so that faces of `LEAST_PX` are found in it."""
        return LEAST_PX / (self.least_share or OTHERS_LEAST_SHARE)


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """A recogniser.

    Attributes:
        name: On the command line.
        files: Weight files in the models folder, keys of `files.WEIGHTS`.
        metric: How its vectors are compared.
        thresholds: By strictness, for plain distances. Verdicts come from them only where
            `measured` is false; else from `evidence`, and the self-test alone looks here.
        measured: Whether its errors were measured here; else the thresholds are made of those
            that deepface publishes.
        grouping: Mean distance up to which faces that nobody knows are one person; where
            `measured` is false, derived: as much as `sure`.
    """

    name: str
    files: tuple[str, ...]
    metric: Metric
    thresholds: Mapping[Strictness, Thresholds]
    measured: bool
    grouping: float


_Info = TypeVar("_Info", DetectorInfo, ModelInfo)


def _published(name: str, file: str, distance: float) -> ModelInfo:
    """A deepface recogniser whose weights we could not measure.

    Args:
        name: As deepface calls it.
        file: Its weights.
        distance: The cosine distance that deepface publishes as the best cut for one pair of
            photos. A search asks thousands of pairs, so `sure` stays below it.
    """
    presets = {Strictness.STRICT: 0.7, Strictness.NORMAL: 0.85, Strictness.LOOSE: 1.0}
    thresholds = {
        strictness: Thresholds(
            round(factor * distance, 3), round(min(1.2 * factor, 1.1) * distance, 3), 0.05
        )
        for strictness, factor in presets.items()
    }
    sure = thresholds[Strictness.NORMAL].sure
    return ModelInfo(name, (file,), Metric.COSINE, thresholds, measured=False, grouping=sure)


_DLIB_RESNET = ModelInfo(
    "dlib-resnet",
    ("dlib_face_recognition_resnet_model_v1.dat",),
    Metric.EUCLIDEAN,
    {
        Strictness.STRICT: Thresholds(0.45, 0.57, 0.05),
        Strictness.NORMAL: Thresholds(0.50, 0.62, 0.05),
        Strictness.LOOSE: Thresholds(0.55, 0.66, 0.03),
    },
    measured=True,
    grouping=0.46,
)

# Both: with three references 1 in 10,000 strangers' faces is `sure` and 1 in 100
# `check` (159 people of LFW, 989,064 pairs, MTCNN). Other groups of people lie elsewhere.
_MOBILEFACENET = ModelInfo(
    "mobilefacenet",
    ("MobileFaceNet.tflite",),
    Metric.EUCLIDEAN,
    {
        Strictness.STRICT: Thresholds(0.82, 1.00, 0.09),
        Strictness.NORMAL: Thresholds(0.89, 1.05, 0.09),
        Strictness.LOOSE: Thresholds(0.96, 1.10, 0.06),
    },
    measured=True,
    grouping=0.88,
)
_BOTH = ModelInfo(
    "dlib-resnet+mobilefacenet",
    (*_DLIB_RESNET.files, *_MOBILEFACENET.files),
    Metric.EUCLIDEAN,
    {
        Strictness.STRICT: Thresholds(0.88, 1.07, 0.10),
        Strictness.NORMAL: Thresholds(0.96, 1.12, 0.10),
        Strictness.LOOSE: Thresholds(1.03, 1.18, 0.06),
    },
    measured=True,
    grouping=0.92,
)

MODELS: Mapping[str, ModelInfo] = {
    model.name: model
    for model in (
        _BOTH,
        _MOBILEFACENET,
        _DLIB_RESNET,
        _published("Facenet512", "facenet512_weights.h5", 0.30),
        _published("ArcFace", "arcface_weights.h5", 0.68),
        _published("SFace", "face_recognition_sface_2021dec.onnx", 0.593),
        _published("Facenet", "facenet_weights.h5", 0.40),
        _published("VGG-Face", "vgg_face_weights.h5", 0.68),
        _published("OpenFace", "openface_weights.h5", 0.10),
        _published("DeepID", "deepid_keras_weights.h5", 0.015),
        _published("GhostFaceNet", "ghostfacenet_v1.h5", 0.65),
    )
}
"""Recognisers, those whose errors were measured here first."""

AUTO_MODELS = ("dlib-resnet+mobilefacenet", "mobilefacenet", "dlib-resnet")
"""Recognisers that are taken unasked, because their errors were measured here, fewest first; one of
deepface's is used when it is asked for."""

DETECTORS: Mapping[str, DetectorInfo] = {
    detector.name: detector
    for detector in (
        DetectorInfo("yunet", ("face_detection_yunet_2023mar.onnx",), 1 / 75),
        DetectorInfo("mtcnn", ("mtcnn_pnet.lz4", "mtcnn_rnet.lz4", "mtcnn_onet.lz4"), 1 / 94),
        DetectorInfo("dlib", ("shape_predictor_5_face_landmarks.dat",)),
        DetectorInfo("retinaface", ("retinaface.h5",)),
    )
}
"""Detectors whose files we know. The last two run through deepface and need more: dlib its package,
retinaface the older Keras, which facefinder does not use (it then says so)."""

OTHER_DETECTORS = (
    *("opencv", "ssd", "mediapipe", "centerface", "fastmtcnn"),
    *(f"yolov{version}" for version in ("8n", "8m", "8l", "11n", "11s", "11m", "11l")),
    *(f"yolov{version}" for version in ("12n", "12s", "12m", "12l")),
)
"""deepface's other detectors: they need packages of their own, which facefinder does not bring."""

AUTO_DETECTORS = ("yunet", "mtcnn")


def is_factory(name: str) -> bool:
    """Whether a name is ``module:factory``: somebody's own detector or model."""
    return ":" in name


def processor_problem(name: str) -> str | None:
    """Why this processor cannot run a detector or recogniser; None if it can.

    LiteRT, which runs ours, asks for nothing that numpy does not; TensorFlow, which runs
    deepface's, does. What somebody's own needs, only its author knows.
    """
    ours = name in (*AUTO_DETECTORS, *AUTO_MODELS)
    return None if ours or is_factory(name) else processor.problem()


def made_by_factory(name: str, models_dir: Path, kind: str, *parts: str) -> Any:  # noqa: ANN401 - what it is, only its author knows
    """What the function that ``module:factory`` means makes of a folder; it must have some parts.

    It is called only if its annotation says that it returns something with the first part, or if it
    is a class with that: ``os:system`` would take the folder for a command.

    Args:
        name: Of the function.
        models_dir: The folder.
        kind: What it has to make, in a word for users.
        *parts: What that has.

    Raises:
        Exception: There is none, it says or makes something else, or whatever it raises.
    """
    module, _, factory = name.partition(":")
    make = getattr(importlib.import_module(module), factory)
    returned = make
    if not isinstance(make, type):
        returned = get_type_hints(make).get("return") if callable(make) else None
    if not hasattr(returned, parts[0]):
        raise TypeError(f"nothing says that it makes a {kind}")
    made = make(models_dir)
    lacking = [part for part in parts if not hasattr(made, part)]
    if lacking:
        raise TypeError(f"what it makes has no {' and no '.join(lacking)}")
    return made


def detector_info(name: str) -> DetectorInfo:
    """Look a detector up.

    Raises:
        UsageError: There is none of that name.
    """
    if is_factory(name):
        return DetectorInfo(name, ())
    if name.lower() in OTHER_DETECTORS:
        return DetectorInfo(name.lower(), ())
    return _look_up(name, DETECTORS, "detector")


def model_info(name: str) -> ModelInfo:
    """Look a recogniser up; one by ``module:factory`` is compared like dlib-resnet.

    Raises:
        UsageError: There is none of that name.
    """
    if is_factory(name):
        return replace(_DLIB_RESNET, name=name, files=(), measured=False)
    return _look_up(name, MODELS, "model")


def _look_up(name: str, table: Mapping[str, _Info], kind: str) -> _Info:
    by_lower_case = {known.lower(): info for known, info in table.items()}
    try:
        return by_lower_case[name.lower()]
    except KeyError:
        near = difflib.get_close_matches(name.lower(), by_lower_case, 1)
        meant = f"Did you mean {by_lower_case[near[0]].name}? " if near else ""
        raise UsageError(
            f"There is no {kind} '{name}'.", f"{meant}Choose one of: auto, {', '.join(table)}."
        ) from None
