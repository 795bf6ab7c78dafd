import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from facefinder.align import crop_face, sharpness, similarity
from facefinder.records.faces import FloatArray, ImageArray

TEMPLATE = np.array(
    [[46.8, 44.6], [100.6, 44.4], [73.1, 77.5], [50.1, 102.6], [98.9, 102.5]], np.float32
)
SIZE = 150

scales = st.floats(0.05, 40)
angles = st.floats(-3.1, 3.1)
shifts = st.tuples(st.floats(-5000, 5000), st.floats(-5000, 5000))


def placed(scale: float, angle: float, shift: tuple[float, float]) -> FloatArray:
    """The template as it would lie in a photo."""
    turn = scale * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    return np.asarray((TEMPLATE - SIZE / 2) @ turn.T + shift, np.float32)


def dotted(landmarks: FloatArray, radius: float, side: int) -> ImageArray:
    """A soft white dot at each landmark."""
    y, x = np.mgrid[:side, :side]
    distance = np.min([np.hypot(x - a, y - b) for a, b in landmarks], axis=0)
    grey = (255 * np.exp(-((distance / radius) ** 2))).astype(np.uint8)
    return np.repeat(grey[..., None], 3, axis=2)


def noise(side: int, seed: int = 0) -> ImageArray:
    return np.random.default_rng(seed).integers(0, 256, (side, side, 3), dtype=np.uint8)


@given(scales, angles, shifts)
def test_a_similarity_brings_landmarks_onto_the_template(
    scale: float, angle: float, shift: tuple[float, float]
) -> None:
    landmarks = placed(scale, angle, shift)
    matrix = similarity(landmarks, TEMPLATE)
    # Landmarks are float32: each is off by half a unit in its last place, here in pixels of the
    # crop. A mean of five and a turn can add as much again.
    off = 2 * float(np.spacing(np.abs(landmarks).max())) / scale
    assert landmarks @ matrix[:, :2].T + matrix[:, 2] == pytest.approx(TEMPLATE, abs=off)
    # Four of the template's five points are 37 pixels and more from their middle.
    assert np.hypot(*matrix[:, 0]) == pytest.approx(1 / scale, rel=off / 30)
    turned_back = np.arctan2(matrix[1, 0], matrix[0, 0])
    assert np.sin(turned_back + angle) == pytest.approx(0, abs=off / 30)
    assert np.cos(turned_back + angle) > 0


@given(st.lists(shifts, min_size=5, max_size=5, unique=True), st.floats(-0.1, 0.1), st.data())
def test_no_other_similarity_is_closer(
    points: list[tuple[float, float]], nudge: float, data: st.DataObject
) -> None:
    landmarks = np.array(points, np.float32)
    if np.ptp(landmarks, axis=0).max() < 1:
        return
    try:
        best = similarity(landmarks, TEMPLATE)
    except ValueError:
        return
    row, column = data.draw(st.sampled_from([(0, 0), (1, 0), (0, 2), (1, 2)]))
    other = best.copy()
    other[row, column] += nudge
    other[1, 1], other[0, 1] = other[0, 0], -other[1, 0]  # still a similarity

    def error(matrix: np.ndarray) -> float:
        return float(np.sum((landmarks @ matrix[:, :2].T + matrix[:, 2] - TEMPLATE) ** 2))

    assert error(best) <= error(other) * (1 + 1e-6) + 1e-3


def test_a_mirrored_face_is_not_reflected() -> None:
    mirrored = TEMPLATE * (-1, 1)
    assert np.linalg.det(similarity(mirrored.astype(np.float32), TEMPLATE)[:, :2]) > 0


@pytest.mark.parametrize(
    "landmarks",
    [
        np.full((5, 2), 7.0),
        np.full((5, 2), np.nan),
        np.where(np.arange(10).reshape(5, 2) == 3, np.inf, TEMPLATE),
    ],
    ids=["one point", "nan", "infinite"],
)
def test_impossible_landmarks_are_refused(landmarks: FloatArray) -> None:
    with pytest.raises(ValueError, match="landmarks"):
        crop_face(noise(50), landmarks.astype(np.float32), template=TEMPLATE, size=SIZE)


@pytest.mark.parametrize("scale", [0.5, 1.0, 1.9, 2.1, 3.7, 6.0])
@pytest.mark.parametrize("angle", [0.0, 0.4, -2.0])
def test_what_is_at_the_landmarks_is_at_the_template(scale: float, angle: float) -> None:
    side = int(scale * SIZE * 1.6)
    landmarks = placed(scale, angle, (side / 2 + 0.3, side / 2 - 0.4))
    crop = crop_face(dotted(landmarks, 4 * scale, side), landmarks, template=TEMPLATE, size=SIZE)
    assert crop.shape == (SIZE, SIZE, 3)
    for x, y in TEMPLATE:
        left, top = int(x) - 10, int(y) - 10
        weight = crop[top : top + 21, left : left + 21, 0].astype(float)
        rows, columns = np.mgrid[top : top + 21, left : left + 21]
        found = np.sum(weight * columns) / weight.sum(), np.sum(weight * rows) / weight.sum()
        # OpenCV's grid is a thirty-second of a pixel; the rest is grey values rounded.
        assert found == pytest.approx((x, y), abs=0.1)


def test_the_rest_of_the_photo_does_not_matter() -> None:
    image = noise(600)
    landmarks = placed(1.3, 0.3, (300, 280))
    inverse = cv2.invertAffineTransform(similarity(landmarks, TEMPLATE))
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    whole = cv2.warpAffine(image, inverse, (SIZE, SIZE), flags=flags)
    crop = crop_face(image, landmarks, template=TEMPLATE, size=SIZE)
    # A thirty-second of a pixel is OpenCV's grid; on noise that is a few grey values.
    assert np.abs(crop.astype(int) - whole).max() <= 10


@pytest.mark.parametrize("scale", [1.0, 2.5, 5.0])
def test_beyond_the_border_is_black(scale: float) -> None:
    white = np.full((400, 400, 3), 255, np.uint8)
    crop = crop_face(white, placed(scale, 0, (400, 200)), template=TEMPLATE, size=SIZE)
    middle = SIZE // 2
    assert (crop[middle, : middle - 3] == 255).all()
    assert (crop[middle, middle + 3 :] == 0).all()


@pytest.mark.parametrize("shift", [(-900.0, 10.0), (9000.0, 9000.0)])
def test_a_face_outside_the_photo_is_a_black_crop(shift: tuple[float, float]) -> None:
    crop = crop_face(noise(60), placed(1, 0, shift), template=TEMPLATE, size=SIZE)
    assert crop.shape == (SIZE, SIZE, 3)
    assert not crop.any()


def test_a_crop_hardly_depends_on_the_size_of_the_photo() -> None:
    smooth = cv2.resize(noise(50), (1500, 1500), interpolation=cv2.INTER_CUBIC)
    grainy = smooth.astype(float) + np.random.default_rng(1).normal(0, 60, smooth.shape)
    photo = np.clip(grainy, 0, 255).astype(np.uint8)
    small = cv2.resize(photo, (300, 300), interpolation=cv2.INTER_AREA)
    landmarks = placed(5, 0.1, (749.5, 749.5))
    from_photo = crop_face(photo, landmarks, template=TEMPLATE, size=SIZE)
    in_small = np.asarray((landmarks + 0.5) / 5 - 0.5, np.float32)
    from_small = crop_face(np.asarray(small, np.uint8), in_small, template=TEMPLATE, size=SIZE)
    # Without averaging first the grain stays: the difference is then 27.
    assert np.abs(from_photo.astype(float) - from_small).mean() < 6


def test_blur_lowers_sharpness() -> None:
    crop = noise(SIZE)
    blurred = [np.asarray(cv2.GaussianBlur(crop, (0, 0), s), np.uint8) for s in (0.5, 1.0, 3.0)]
    values = [sharpness(each) for each in (crop, *blurred)]
    assert values == sorted(values, reverse=True)
    assert len(set(values)) == len(values)
    assert sharpness(np.full((SIZE, SIZE, 3), 90, np.uint8)) == 0
