"""Nothing is lost to the hurry, on a few photos; `builder.measure.recall` takes them all."""

import pytest

from builder.measure import recall
from facefinder.detect.mtcnn import nets
from facefinder.detect.yunet import net
from facefinder.records.boxes import Box, is_same_place
from facefinder.records.photos import Photo
from tests.support.needs import MODELS, SHARED, require, shared, weight_files

PHOTOS = SHARED / "photos"
FILES = {"mtcnn": nets.FILES, "yunet": (net.FILE,)}
NAMES = (
    "deepface/selfie-many-people.jpg",
    "deepface/couple.jpg",
    "deepface/img54.jpg",  # large, with blurred people behind
    "deepface/img32.jpg",
    "face_recognition/tests/obama.jpg",
    "face_recognition/tests/obama2.jpg",
    "face_recognition/examples/two_people.jpg",
)
# Lost with MTCNN, and no loss: the pin at obama.jpg's lapel, which is no face.
LOST = {"mtcnn": Box(776, 985, 60, 68)}
# New with YuNet, and right: the woman behind in img54.jpg whose face is seen from the side.
NEW = {"yunet": Box(1570, 778, 141, 222)}
NOWHERE = Box(-1, -1, 0, 0)


@pytest.mark.parametrize("detector", FILES)
def test_the_faces_and_matches_are_those_of_an_unhurried_look(detector: str) -> None:
    require(*weight_files(*FILES[detector], "dlib_face_recognition_resnet_model_v1.dat"))
    require(*(shared(f"photos/{name}") for name in NAMES))
    photos = []
    for name in NAMES:
        info = (PHOTOS / name).stat()
        photos.append(Photo(str(PHOTOS), name, info.st_size, info.st_mtime_ns))
    found = recall.compare(photos, detector, MODELS)
    assert found.faces >= 11
    assert found.matches >= 1  # the same man in two photos
    for faces, known in ((found.lost, LOST), (found.new, NEW)):
        place = known.get(detector, NOWHERE)
        assert [face for _, face in faces if not is_same_place(face.box, place)] == []
    # At the border of what is a match, landmarks that are a pixel elsewhere decide. The people
    # behind are so blurred that theirs move most.
    assert [pair for pair in found.changed if abs(pair[2] - pair[3]) > 0.04] == []
