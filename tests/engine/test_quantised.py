"""What int8 changes in the networks, on real faces: the bounds that docs/speed.md states."""

from collections.abc import Callable

import cv2
import numpy as np
import pytest
from PIL import Image

from facefinder.align import crop_face
from facefinder.detect.load import load_detector
from facefinder.detect.mtcnn.nets import FILES, O_SIZE, R_SIZE, Nets, load_nets
from facefinder.embed.dlib_resnet import network as dlib_resnet
from facefinder.embed.dlib_resnet.weight_file import read_dlib_weights
from facefinder.embed.mobilefacenet import network as mobilefacenet
from facefinder.embed.mobilefacenet.weight_file import read_mobilefacenet_weights
from facefinder.embed.protocol import Recogniser
from facefinder.network.runner import AnyShape
from facefinder.records.faces import DetectedFace, FloatArray, ImageArray
from tests.support.needs import MODELS, SHARED, require, shared, weight_file, weight_files

Faces = list[tuple[ImageArray, DetectedFace]]


@pytest.fixture(scope="module")
def faces() -> Faces:
    """Photos and the faces in them."""
    require(shared("photos/deepface"), *weight_files(*FILES))
    detector = load_detector("mtcnn", MODELS)
    found = []
    for path in sorted((SHARED / "photos/deepface").glob("img[1-3]*.jpg")):
        pixels = np.asarray(Image.open(path).convert("RGB").reduce(2))
        found += [(pixels, face) for face in detector.detect(pixels)]
    assert len(found) > 20
    return found


def recogniser(name: str, *, quantised: bool) -> Recogniser:
    if name == "dlib-resnet":
        require(weight_file(dlib_resnet.WEIGHT_FILE))
        path = MODELS / dlib_resnet.WEIGHT_FILE
        return dlib_resnet.DlibResNet(read_dlib_weights(path), quantised=quantised)
    require(weight_file(mobilefacenet.WEIGHT_FILE))
    weights = read_mobilefacenet_weights(MODELS / mobilefacenet.WEIGHT_FILE)
    return mobilefacenet.MobileFaceNet(weights, quantised=quantised)


@pytest.mark.parametrize(("name", "bound"), [("dlib-resnet", 0.03), ("mobilefacenet", 0.05)])
def test_a_vector_hardly_moves(name: str, bound: float, faces: Faces) -> None:
    exact, quantised = (recogniser(name, quantised=is_so) for is_so in (False, True))
    crops = np.stack(
        [
            crop_face(pixels, face.landmarks, template=exact.template, size=exact.size)
            for pixels, face in faces
        ]
    )
    before, after = exact.embed(crops), quantised.embed(crops)
    moved = np.linalg.norm(after - before, axis=1)
    assert moved.min() > 0
    assert moved.max() < bound
    assert np.abs(distances(after) - distances(before)).max() < bound / 2


def distances(vectors: FloatArray) -> FloatArray:
    """How far each two vectors are apart."""
    first, second = np.triu_indices(len(vectors), 1)
    return np.asarray(np.linalg.norm(vectors[first] - vectors[second], axis=1))


@pytest.mark.parametrize(
    ("which", "side"),
    [(lambda nets: nets.r, R_SIZE), (lambda nets: nets.o, O_SIZE)],
    ids=["r", "o"],
)
def test_r_and_o_net_say_nearly_the_same_of_faces_and_of_what_lies_beside_them(
    which: Callable[[Nets], AnyShape], side: int, faces: Faces
) -> None:
    exact, quantised = (which(load_nets(MODELS, quantised=is_so)) for is_so in (False, True))
    images = patches(faces, side)
    moved = np.abs(seen(quantised, images) - seen(exact, images))
    assert moved.max() > 0
    assert moved[:, :-1].max() < 0.02  # of the square's side
    assert moved[:, -1].max() < 0.5  # of scores from -10 to 10, before a softmax


def patches(faces: Faces, side: int) -> ImageArray:
    """Squares around faces, straight and a little aside."""
    cut = []
    for pixels, face in faces:
        x, y, w, h = face.box
        for aside in (0.0, 0.3, 0.8):
            centre = (x + w * (0.5 + aside), y + h / 2)
            around = round(max(w, h))
            square = cv2.getRectSubPix(pixels, (around, around), centre)
            cut.append(np.asarray(cv2.resize(square, (side, side)), np.uint8))
    return np.stack(cut)


def seen(network: AnyShape, images: ImageArray) -> FloatArray:
    """All that it says: rows of box shifts, landmarks and the score before a softmax."""
    return network(images)[0].reshape(len(images), -1)
