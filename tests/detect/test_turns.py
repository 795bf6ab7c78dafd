"""Each face has its own way up; here one is a red and a blue spot, seen where red is above."""

import math
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from facefinder.detect.closer_looks import NOTHING, CloserLooks
from facefinder.detect.mosaic import look_around
from facefinder.detect.patches import cut
from facefinder.detect.room import has_room
from facefinder.detect.turns import AnyTurn, Looking, turned
from facefinder.detect.upright import is_upright
from facefinder.records.boxes import Box, is_same_place
from facefinder.records.faces import DetectedFace, FloatArray, ImageArray

RED, BLUE = (250, 0, 0), (0, 0, 250)
MAX_LEAN = 35.0
"""Beyond that the fake is blind, as real detectors are."""
ALL_LEANS = range(-165, 181, 15)


class Spots:
    """Finds what stands in spots of at least 2 pixels; remembers what it was shown."""

    def __init__(self, score: float = 0.99) -> None:
        self.score = score
        self.shown: list[tuple[int, ...]] = []

    def detect(self, image: ImageArray) -> list[DetectedFace]:
        self.shown.append(image.shape[:2])
        eyes, mouths = spots(image, 0), spots(image, 2)
        faces = [self.between(eye, mouth) for eye in eyes for mouth in mouths]
        return [face for face in faces if face is not None]

    def between(self, eye: FloatArray, mouth: FloatArray) -> DetectedFace | None:
        far, size = math.dist(eye[:2], mouth[:2]), 2 * (eye[2] + mouth[2])
        found = face_at((eye[:2] + mouth[:2]) / 2, far, mouth[:2] - eye[:2], self.score)
        return found if far < size and abs(found.lean) <= MAX_LEAN else None


class Confused(Spots):
    """In a whole picture of 400 pixels it sees a face on its head as one that stands, too."""

    def __init__(self, standing: float, inverted: float) -> None:
        super().__init__()
        self.standing, self.inverted = standing, inverted

    def detect(self, image: ImageArray) -> list[DetectedFace]:
        self.score = self.standing if max(image.shape) == 400 else 0.99
        standing = super().detect(image)
        if max(image.shape) != 400:
            return standing
        self.score = self.inverted
        height, width = image.shape[:2]
        lying = super().detect(turned(image, 2))
        there = [(width - f.box.x - f.box.w / 2, height - f.box.y - f.box.h / 2) for f in lying]
        upright = [
            face_at(np.array(place), face.box.w / 2, np.array([0, 1]), self.inverted)
            for place, face in zip(there, lying, strict=True)
        ]
        return [*standing, *upright]


def spots(image: ImageArray, channel: int) -> list[FloatArray]:
    """Centre and radius of the spots of a colour, rows of three."""
    others = np.delete(image, channel, axis=2).max(axis=2)
    mask = ((image[:, :, channel] > 150) & (others < 100)).astype(np.uint8)
    _, _, found, centres = cv2.connectedComponentsWithStats(mask)
    return [
        np.array([*centre, max(row[2], row[3]) / 2], np.float32)
        for row, centre in zip(found[1:], centres[1:], strict=True)
        if row[4] >= 4
    ]


def face_at(
    centre: NDArray[Any], far: float, down: NDArray[Any], score: float = 0.99
) -> DetectedFace:
    """A face as wide as twice the way from the eyes to the mouth."""
    down = np.asarray(down) / np.hypot(*down) * far / 2
    right = np.array([down[1], -down[0]])
    points = [centre - down - right, centre - down + right, centre]
    points += [centre + down - right, centre + down + right]
    box = Box(float(centre[0] - far), float(centre[1] - far), 2 * far, 2 * far)
    return DetectedFace(box, score, np.array(points, np.float32))


def picture(
    *people: tuple[int, int, float], size: tuple[int, int] = (900, 700), far: int = 40
) -> ImageArray:
    """People at places, each with how far it leans to the right."""
    image = np.full((size[1], size[0], 3), 255, np.uint8)
    for x, y, lean in people:
        turn = math.radians(lean)
        down = np.array([-math.sin(turn), math.cos(turn)]) * far / 2
        for colour, sign in ((RED, -1), (BLUE, 1)):
            centre = (round(x + sign * down[0]), round(y + sign * down[1]))
            cv2.circle(image, centre, far // 3, colour, -1)
    return image


def apart(one: float, other: float) -> float:
    return abs((one - other + 180) % 360 - 180)


@pytest.mark.parametrize("lean", ALL_LEANS)
def test_a_face_is_found_however_it_leans_alone_or_beside_one_that_stands(lean: float) -> None:
    beside = [[(200, 200, 0.0), (600, 450, lean)]] if abs(lean) % 90 != 45 else []
    for people in ([(500, 300, lean)], *beside):
        found = AnyTurn(Spots()).detect(picture(*people))
        assert len(found) == len(people)
        for x, y, wanted in people:
            (one,) = (f for f in found if is_same_place(f.box, Box(x - 40, y - 40, 80, 80)))
            assert apart(one.lean, wanted) < 5
            assert one.box.w == pytest.approx(80, rel=0.15)


def test_each_print_of_a_page_keeps_its_own_turn() -> None:
    leans = (0, 90, 180, -90, 45, -135, 30, 75, -60)
    people = [(150 + 300 * (i % 3), 150 + 250 * (i // 3), lean) for i, lean in enumerate(leans)]
    found = AnyTurn(Spots()).detect(picture(*people, size=(900, 800)))
    assert len(found) == len(people)
    assert [f.score for f in found] == sorted((f.score for f in found), reverse=True)


def test_a_face_that_fills_the_picture_costs_one_look() -> None:
    detector = Spots()
    AnyTurn(detector).detect(picture((450, 350, 0), far=150))
    assert detector.shown == [(700, 900)]


def test_no_face_costs_two_small_looks_more() -> None:
    detector = Spots()
    assert AnyTurn(detector).detect(picture()) == []
    assert detector.shown == [(700, 900), (320, 960), (640, 960)]


@pytest.mark.parametrize("turns", [0, 2])
@pytest.mark.parametrize(("standing", "inverted"), [(0.80, 0.83), (0.83, 0.80)])
def test_between_two_ways_up_several_looks_decide_and_not_one_score(
    turns: int, standing: float, inverted: float
) -> None:
    image = turned(picture((200, 200, 0), size=(400, 400)), turns)
    (found,) = AnyTurn(Confused(standing, inverted)).detect(image)
    assert is_upright(found) is (turns == 0)


def test_no_place_is_looked_at_twice_and_one_without_a_face_is_given_up_after_two_looks() -> None:
    detector = Spots()
    looks = CloserLooks(detector.detect, detector.detect, picture((200, 200, 0)))
    face, nothing = Box(160, 160, 80, 80), Box(600, 400, 80, 80)
    assert looks.shows_face(face)
    assert len(detector.shown) == 2
    assert looks.steadiness(face) == looks.steadiness(face) > NOTHING
    assert len(detector.shown) == 6
    assert not looks.shows_face(nothing)
    assert looks.steadiness(nothing) == NOTHING
    assert len(detector.shown) == 8
    looks.steadiness(face, 90.0)
    assert len(detector.shown) == 10


def test_two_looks_each_decide_where_one_way_up_shows_nothing_from_near() -> None:
    class Glimpse(Spots):
        """Sees a face in the whole picture that nothing is seen of from near."""

        def detect(self, image: ImageArray) -> list[DetectedFace]:
            found = super().detect(image)
            if image.shape == (400, 400, 3) and not found:
                return [face_at(np.array([100.0, 100.0]), 30.0, np.array([0, 1]), 0.89)]
            return found

    detector = Glimpse(score=0.93)
    image = turned(picture((200, 200, 0), size=(400, 400)), 1)
    (found,) = AnyTurn(detector, Looking(sure_score=0.95)).detect(image)
    assert not is_upright(found)
    assert [size for size in detector.shown if size == (144, 144)] == 4 * [(144, 144)]


def test_what_is_seen_once_in_a_turn_is_no_face() -> None:
    class OnceIn(Spots):
        """Sees a face in the small pictures of other turns that is not there from near."""

        def detect(self, image: ImageArray) -> list[DetectedFace]:
            if image.shape[1] == 960:
                return [face_at(np.array([160.0, 160.0]), 30.0, np.array([0, 1]))]
            return super().detect(image)

    (found,) = AnyTurn(OnceIn()).detect(picture((200, 200, 0)))
    assert is_upright(found)


def test_a_quicker_detector_glances_at_turns_and_peeks_at_places() -> None:
    class Quick(Spots):
        """Remembers what it was shown in which way."""

        def __init__(self) -> None:
            super().__init__()
            self.glanced: list[ImageArray] = []
            self.peeked: list[ImageArray] = []

        def glance(self, image: ImageArray) -> list[DetectedFace]:
            self.glanced.append(image)
            return Spots().detect(image)

        def peek(self, image: ImageArray) -> list[DetectedFace]:
            self.peeked.append(image)
            return Spots().detect(image)

    detector = Quick()
    found = AnyTurn(detector).detect(picture((200, 200, 0), (600, 450, 60)))
    assert sorted(round(face.lean, -1) for face in found) == [0, 60]
    assert {image.shape[1] for image in detector.glanced} == {960}
    assert len(detector.peeked) >= 6
    assert {max(image.shape) for image in detector.peeked} == {144}
    assert (144, 144) not in detector.shown


@pytest.mark.parametrize(("steady", "count"), [(4.0, 2), (5.0, 1)])
def test_a_face_that_leans_has_to_be_as_steady_as_is_asked(steady: float, count: int) -> None:
    detector = Spots()  # its score of 0.99 is log odds of 4.6
    people = picture((200, 200, 0), (600, 450, 60))
    found = AnyTurn(detector, Looking(steady=steady)).detect(people)
    assert len(found) == count


@pytest.mark.parametrize(("far", "roomy"), [(20, True), (40, True), (150, False)])
def test_room_is_for_another_person_as_large(far: int, roomy: bool) -> None:
    face = face_at(np.array([450.0, 350.0]), far, np.array([0, 1]))
    assert has_room([face], picture()) is roomy


@pytest.mark.parametrize("lean", ALL_LEANS)
def test_a_patch_shows_what_leans_upright_and_knows_the_way_back(lean: float) -> None:
    image = picture((500, 300, lean), far=60)
    patch = cut(image, Box(440, 240, 120, 120), 2.0, lean, 144)
    (inside,) = Spots().detect(patch.pixels)
    assert abs(inside.lean) < 3
    back = patch.back(inside)
    assert apart(back.lean, lean) < 3
    assert (back.box.x + back.box.w / 2, back.box.y + back.box.h / 2) == pytest.approx(
        (500, 300), abs=2
    )
    assert back.box.w == pytest.approx(120, rel=0.1)


def test_a_small_look_at_other_turns_tells_where_it_saw_something() -> None:
    leans = (90.0, 180.0, -90.0, 45.0)
    people = [(150 + 200 * i, 150 + 100 * i, lean) for i, lean in enumerate(leans)]
    found = look_around(Spots().detect, picture(*people), leans, 320)
    for x, y, lean in people:
        there = [f for f in found if is_same_place(f.box, Box(x - 40, y - 40, 80, 80))]
        assert there
        assert all(apart(f.lean, lean) < 15 for f in there)
