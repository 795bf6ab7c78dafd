"""The largest version of a picture is copied, and what is done to it is done to all."""

from dataclasses import replace

import pytest

from facefinder.records.boxes import Box
from facefinder.records.people import Match, Verdict
from facefinder.records.photos import Photo, PhotoFacts
from facefinder.search.versions import (
    largest_of_each,
    of_one_scene,
    with_edited,
    with_versions,
)

SURE, CHECK = Verdict.SURE, Verdict.CHECK


def match(name: str, person: str = "Anna", verdict: Verdict = SURE, size: int = 1) -> Match:
    photo = Photo("/in", name, size, 1)
    return Match(person, verdict, 0.2, photo, Box(0, 0, 9, 9), 0.9, face_id=name)


def facts(*sides: tuple[Match, int]) -> dict[Photo, PhotoFacts]:
    return {one.photo: PhotoFacts(side, side, b"", 1) for one, side in sides}


PHOTO = replace(match("photo.jpg"), box=Box(250, 100, 100, 130))
SMALL = replace(match("small.jpg"), box=Box(156, 62, 63, 81))
COLLAGE = replace(match("collage.jpg"), box=Box(240, 90, 95, 121))
SIZES = {PHOTO: (640, 413), SMALL: (400, 258), COLLAGE: (1200, 1200)}


def test_the_largest_has_most_pixels_and_then_most_bytes() -> None:
    small, large, other = match("small.jpg", size=9), match("large.jpg"), match("other.jpg")
    small = replace(small, box=Box(0, 0, 4.5, 4.5))
    squeezed = match("squeezed.jpg", size=0)
    known = facts((small, 200), (large, 400), (other, 100), (squeezed, 400))
    versions = {"small.jpg": "large.jpg", "squeezed.jpg": "large.jpg"}
    copied = largest_of_each([small, squeezed, large, other], versions, known)
    assert copied == [large, other]


def test_of_as_many_pixels_what_was_sent_stays_behind_whatever_its_bytes() -> None:
    taken, sent = match("IMG_1.HEIC", size=1), match("IMG-20180722-WA0001.jpg", size=9)
    known, versions = facts((taken, 400), (sent, 400)), {"IMG-20180722-WA0001.jpg": "IMG_1.HEIC"}
    assert largest_of_each([sent, taken], versions, known) == [taken]


def test_a_collage_its_photos_and_a_part_of_a_photo_are_other_pictures() -> None:
    cut = replace(match("cut.jpg"), box=Box(60, 50, 100, 130))
    sizes = {**SIZES, cut: (240, 240)}
    known = {one.photo: PhotoFacts(*size, b"", 1) for one, size in sizes.items()}
    versions = dict.fromkeys(("small.jpg", "collage.jpg", "cut.jpg"), "photo.jpg")
    assert largest_of_each(sizes, versions, known) == [COLLAGE, PHOTO, cut]
    for one, own in ((COLLAGE, [COLLAGE]), (PHOTO, [PHOTO, SMALL]), (cut, [cut])):
        assert with_versions([one], list(sizes), versions, known) == own


def test_a_collage_is_looked_at_apart_from_its_photos_and_a_smaller_version_is_not() -> None:
    again = replace(match("collage-small.jpg"), box=Box(120, 45, 48, 60))
    sizes = {**SIZES, again: (600, 600)}
    known = {one.photo: PhotoFacts(*size, b"", 1) for one, size in sizes.items()}
    versions = dict.fromkeys(("small.jpg", "collage.jpg", "collage-small.jpg"), "photo.jpg")
    expected = {"small.jpg": "photo.jpg", "collage.jpg": "collage-small.jpg"}
    assert of_one_scene(sizes, versions, known) == expected
    assert of_one_scene(list(sizes)[::-1], versions, known) == expected
    assert of_one_scene([COLLAGE], versions, known) == {}


def test_of_equal_ones_the_one_that_is_called_a_copy_stays_behind() -> None:
    copy, original = match("x (2).jpg"), match("x.jpg")
    known = facts((copy, 9), (original, 9))
    assert largest_of_each([copy, original], {"x (2).jpg": "x.jpg"}, known) == [original]


def test_a_larger_version_in_doubt_keeps_no_sure_one_back() -> None:
    sure, doubtful = match("sure.jpg"), match("doubtful.jpg", verdict=CHECK)
    doubtful = replace(doubtful, box=Box(0, 0, 36, 36))
    known = facts((sure, 100), (doubtful, 400))
    assert largest_of_each([sure, doubtful], {"doubtful.jpg": "sure.jpg"}, known) == [sure]


def test_a_video_is_no_version_of_a_picture_though_a_moment_of_it_looks_like_it() -> None:
    photo, film = match("photo.jpg"), match("film.mp4")
    film = replace(film, photo=replace(film.photo, inside="0:01.500"))
    known = facts((photo, 400), (film, 100))
    for versions in ({"film.mp4": "photo.jpg"}, {"photo.jpg": "film.mp4"}):
        assert largest_of_each([photo, film], versions, known) == [photo, film]
        assert with_versions([photo], [photo, film], versions, known) == [photo]


def test_each_person_has_versions_of_their_own() -> None:
    anna, ben = match("small.jpg"), match("large.jpg", "Ben")
    known = facts((anna, 100), (ben, 400))
    assert largest_of_each([anna, ben], {"small.jpg": "large.jpg"}, known) == [ben, anna]


def test_what_is_done_to_one_is_done_to_all_of_that_person() -> None:
    small, large, other = match("small.jpg"), match("large.jpg"), match("other.jpg")
    of_ben = match("large.jpg", "Ben")
    found = [small, large, other, of_ben]
    known, versions = facts(*((one, 100) for one in found)), {"small.jpg": "large.jpg"}
    assert with_versions([large], found, versions, known) == [small, large]
    assert with_versions([small], found, versions, known) == [small, large]


def test_an_edited_photo_is_a_version_of_its_original() -> None:
    edited, original, other = match("x-edited.jpg"), match("x.HEIC"), match("y.jpg")
    found = [edited, original, other]
    versions = with_edited(found, {})
    assert len({versions.get(one.face_id, one.face_id) for one in found}) == 2
    assert with_versions([original], found, versions, facts(*((one, 100) for one in found))) == [
        edited,
        original,
    ]


@pytest.mark.parametrize(
    ("original", "edited"),
    [
        ("IMG_0042.HEIC", "img_e0042.jpg"),
        (
            "takeout-20240101T000000Z-001.zip!/a/x.HEIC",
            "takeout-20240101T000000Z-002.zip!/a/x-edited.jpg",
        ),
        ("b/takeout-1-1-001.tgz!/x.jpg", "b/takeout-1-1-002.tgz!/X-Edited.JPG"),
    ],
)
def test_an_edited_photo_is_known_in_capitals_and_in_another_archive(
    original: str, edited: str
) -> None:
    assert len(with_edited([match(original), match(edited)], {})) == 1


def test_all_versions_of_either_are_of_one_picture() -> None:
    names = ("IMG_E0042.JPG", "IMG_0042.HEIC", "small.jpg", "sent.jpg")
    found = [match(name) for name in names]
    by_faces = {"small.jpg": "IMG_0042.HEIC", "sent.jpg": "IMG_E0042.JPG"}
    versions = with_edited(found, by_faces)
    assert with_versions(found[:1], found, versions, facts(*((one, 100) for one in found))) == found
    assert not set(versions.values()) & versions.keys()


def test_who_is_not_in_both_and_what_lies_elsewhere_is_no_version() -> None:
    edited, original = match("x-edited.jpg"), match("x.jpg", "Ben")
    assert with_edited([edited, original], {}) == {}
    assert with_edited([match("a/x-edited.jpg"), match("b/x.jpg")], {}) == {}
    assert with_edited([match("x-edited.jpg"), match("x(1).jpg")], {}) == {}
