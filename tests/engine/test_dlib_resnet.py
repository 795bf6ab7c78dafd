from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from facefinder.align import crop_face
from facefinder.detect.load import load_detector
from facefinder.detect.mtcnn import nets
from facefinder.detect.protocol import Detector
from facefinder.embed.dlib_resnet.network import TEMPLATE, WEIGHT_FILE, DlibResNet
from facefinder.embed.dlib_resnet.weight_file import INPUT_SIZE, read_dlib_weights
from facefinder.embed.load import load_embedder
from facefinder.embed.mobilefacenet.network import WEIGHT_FILE as MOBILEFACENET
from facefinder.records.faces import ImageArray
from tests.support import dlib_file_writer
from tests.support.crops import smooth_crops
from tests.support.needs import (
    DLIB,
    MODELS,
    SHARED,
    needs,
    require,
    shared,
    weight_file,
    weight_files,
)
from tests.support.rounding import rounding_error

needs_weights = needs(weight_file(WEIGHT_FILE))


@pytest.fixture(scope="module", params=["random", pytest.param("real", marks=needs_weights)])
def network_file(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    if request.param == "real":
        return MODELS / WEIGHT_FILE
    return dlib_file_writer.write_network(tmp_path_factory.mktemp("weights") / WEIGHT_FILE)


@pytest.fixture(scope="module")
def embedder(network_file: Path) -> DlibResNet:
    return DlibResNet(read_dlib_weights(network_file))


@pytest.fixture(scope="module")
def exact(network_file: Path) -> DlibResNet:
    return DlibResNet(read_dlib_weights(network_file), quantised=False)


@pytest.fixture(scope="module")
def detector() -> Detector:
    require(*weight_files(*nets.FILES))
    return load_detector("mtcnn", MODELS)


@pytest.fixture(scope="module")
def face_crops(detector: Detector) -> ImageArray:
    require(shared("photos/deepface"))
    photos = sorted((SHARED / "photos/deepface").glob("img1*.jpg"))
    crops = []
    for photo in photos:
        pixels = np.asarray(Image.open(photo).convert("RGB").reduce(2))
        crops += [
            crop_face(pixels, face.landmarks, template=TEMPLATE, size=INPUT_SIZE)
            for face in detector.detect(pixels)
        ]
    assert len(crops) >= len(photos) / 2
    return np.stack(crops)


def assert_like_dlib(exact: DlibResNet, network_file: Path, crops: ImageArray) -> None:
    import dlib  # noqa: PLC0415 - absent on some machines

    original = dlib.face_recognition_model_v1(str(network_file))
    wanted = np.array([original.compute_face_descriptor(crop) for crop in crops])
    vectors = exact.embed(crops)
    assert vectors.dtype == np.float32
    assert vectors.shape == (len(crops), 128)
    tolerance = rounding_error(
        lambda changed: DlibResNet(changed, quantised=False).embed(crops),
        read_dlib_weights(network_file),
    )
    assert np.abs(vectors - wanted).max() <= tolerance
    # The tolerance is no hiding place: other crops, and crops that are a little brighter, lead far
    # away.
    assert np.abs(vectors[1:] - vectors[0]).max() > 50 * tolerance
    assert np.abs(exact.embed(crops - crops // 128) - wanted).max() > 5 * tolerance


@needs(DLIB)
def test_vectors_equal_those_of_dlib(exact: DlibResNet, network_file: Path) -> None:
    assert_like_dlib(exact, network_file, smooth_crops(6, INPUT_SIZE))


@needs(DLIB)
def test_vectors_of_faces_equal_those_of_dlib(
    exact: DlibResNet, network_file: Path, face_crops: ImageArray
) -> None:
    assert_like_dlib(exact, network_file, face_crops)


def test_a_vector_does_not_depend_on_its_company(embedder: DlibResNet) -> None:
    crops = smooth_crops(7, INPUT_SIZE)
    alone = np.concatenate([embedder.embed(crop[None]) for crop in crops])
    rng = np.random.default_rng(0)
    for count in (2, 3, 5, 7, 11, 32):
        chosen = rng.integers(0, len(crops), count)
        assert np.array_equal(embedder.embed(crops[chosen]), alone[chosen])


def test_no_crops_give_no_vectors(embedder: DlibResNet) -> None:
    assert embedder.embed(np.zeros((0, 150, 150, 3), np.uint8)).shape == (0, 128)


@needs_weights
@pytest.mark.parametrize(
    ("name", "between"),
    [
        ("dlib-resnet", 0.6),
        pytest.param("mobilefacenet", 1.05, marks=needs(weight_file(MOBILEFACENET))),
        pytest.param("dlib-resnet+mobilefacenet", 1.12, marks=needs(weight_file(MOBILEFACENET))),
    ],
)
def test_one_person_is_closer_than_two(name: str, between: float, detector: Detector) -> None:
    """The whole way on real faces: template, colours and weights belong together."""
    require(shared("photos/face_recognition/examples/train"))
    folder = SHARED / "photos/face_recognition/examples/train"
    loaded = load_embedder(name, MODELS)
    vectors, people = [], []
    for photo in sorted(folder.glob("*/*.jp*g")):
        image = np.asarray(Image.open(photo).convert("RGB"))
        for face in detector.detect(image)[:1]:  # whether it finds each is tested elsewhere
            crops = [crop_face(image, face.landmarks, template=t, size=s) for t, s in loaded.views]
            vectors.append(loaded.embed([crop[None] for crop in crops])[0])
            people.append(photo.parent.name)
    first, second = np.triu_indices(len(people), 1)
    distances = np.linalg.norm(np.array(vectors)[first] - np.array(vectors)[second], axis=1)
    same = np.array(people)[first] == np.array(people)[second]
    assert same.sum() >= 3
    assert distances[same].max() < between < distances[~same].min()
