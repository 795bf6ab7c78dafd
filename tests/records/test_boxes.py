"""Which of several boxes is meant, when people and programs draw them differently."""

from hypothesis import given
from hypothesis import strategies as st

from facefinder.records.boxes import Box, best_at, is_same_place, same_face

COORDINATES = st.integers(-100, 4000)
SIDES = st.integers(1, 4000)
BOXES = st.builds(Box, COORDINATES, COORDINATES, SIDES, SIDES)


def test_the_face_at_a_place_is_the_one_whose_centre_is_nearest() -> None:
    faces = [Box(0, 0, 10, 10), Box(40, 40, 12, 12), Box(43, 41, 12, 12)]
    assert best_at(Box(36, 34, 22, 26), faces) == 1
    assert best_at(Box(70, 70, 20, 20), faces) is None
    assert best_at(Box(0, 0, 10, 10), []) is None


def test_a_group_is_not_the_place_of_a_face_in_it() -> None:
    assert not is_same_place(Box(0, 0, 100, 100), Box(5, 5, 10, 10))
    assert is_same_place(Box(0, 0, 20, 20), Box(5, 5, 10, 10))


def test_a_point_is_the_place_of_the_box_around_it() -> None:
    point, face = Box(30, 40, 0, 0), Box(0, 0, 100, 100)
    assert is_same_place(point, face)
    assert is_same_place(face, point)
    assert not is_same_place(point, Box(31, 0, 100, 100))
    assert not is_same_place(point, Box(31, 40, 0, 0))
    assert best_at(point, [Box(0, 0, 400, 400), face]) == 1


@given(box=BOXES, others=st.lists(BOXES, max_size=4))
def test_a_face_is_found_again_in_whatever_company(box: Box, others: list[Box]) -> None:
    position = same_face(box, [*others, box])
    assert position is not None
    assert [*others, box][position] == box


@given(box=BOXES, aside=st.integers(0, 100))
def test_faces_beside_each_other_are_two(box: Box, aside: int) -> None:
    assert same_face(box, [box._replace(x=box.x + box.w + aside)]) is None
    assert same_face(box, []) is None


def test_of_two_that_overlap_the_one_that_overlaps_more_is_meant() -> None:
    face = Box(100, 100, 50, 60)
    assert same_face(face, [Box(110, 100, 50, 60), Box(102, 101, 50, 60)]) == 1
    assert same_face(face, [Box(100, 100, 20, 20)]) is None, "an eye is no face"
