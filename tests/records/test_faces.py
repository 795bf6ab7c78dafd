"""Names of faces, which outlive the engine and the place of a photo."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from facefinder.records.boxes import Box
from facefinder.records.faces import face_id, parse_face_id, stack_vectors

SIDES = st.floats(-100, 10_000)


@given(digest=st.binary(min_size=1, max_size=32), box=st.builds(Box, SIDES, SIDES, SIDES, SIDES))
def test_a_name_leads_back_to_its_photo_and_place(digest: bytes, box: Box) -> None:
    found, place = parse_face_id(face_id(digest, box))
    assert found == digest
    assert np.abs(np.subtract(place, box)).max() <= 0.5, "to whole pixels"


@pytest.mark.parametrize("text", ["", "ab", "ab:1,2,3", "xy:1,2,3,4", "ab:1,2,3,4,5", "ab:a,b,c,d"])
def test_something_else_is_no_name(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_face_id(text)


def test_no_faces_have_no_vectors() -> None:
    assert stack_vectors([]).shape == (0, 0)
