"""Photos by who else is in them."""

from dataclasses import replace

from facefinder.match.company import as_sure_as_all, together, without_others
from facefinder.records.boxes import Box
from facefinder.records.people import Match, Verdict
from facefinder.records.photos import Photo, PhotoFacts
from facefinder.records.videos import Moment

PHOTO, PAGE, OTHER = (
    Photo("/in", "a.tif", 1, 1),
    Photo("/in", "a.tif", 1, 1, "page 2"),
    Photo("/in", "b.jpg", 1, 1),
)
SURE, CHECK = Verdict.SURE, Verdict.CHECK


def match(
    person: str,
    photo: Photo = PHOTO,
    verdict: Verdict = SURE,
    face: str = "",
    *,
    confirmed: bool = False,
) -> Match:
    face = face or person
    box = Box(0, 0, 9, 9)
    return Match(person, verdict, 0.2, photo, box, 0.9, face_id=face, confirmed=confirmed)


def test_together_is_who_is_in_one_picture_as_sure_as_the_least_sure() -> None:
    found = [match("Anna"), match("Ben", verdict=CHECK), match("Anna", OTHER), match("Ben", OTHER)]
    joint = together([*found, match("Anna", PAGE)], ["Anna", "Ben"])
    assert [(one.person, one.photo, one.verdict) for one in joint] == [
        ("Anna + Ben", PHOTO, CHECK),
        ("Anna + Ben", OTHER, SURE),
    ]


def test_together_is_confirmed_where_each_is() -> None:
    found = [match("Anna", confirmed=True), match("Ben")]
    assert not together(found, ["Anna", "Ben"])[0].confirmed
    found = [match("Anna", confirmed=True), match("Ben", confirmed=True)]
    assert together(found, ["Anna", "Ben"])[0].confirmed


def test_of_three_people_two_are_not_all_and_of_one_nobody_is_together() -> None:
    found = [match("Anna"), match("Ben")]
    assert together(found, ["Anna", "Ben", "Carl"]) == []
    assert together(found, ["Anna"]) == []


def test_nobody_else_is_counted_by_faces() -> None:
    """One face that may be either of two is one, and the other one somebody else's."""
    facts = {one: PhotoFacts(9, 9, b"", 2) for one in (PHOTO, OTHER)}
    of_people = {PHOTO: 2, OTHER: 1}
    alone = [match("Anna", OTHER, face="x"), match("Ben", OTHER, face="x")]
    both = [match("Anna"), match("Ben", verdict=CHECK)]
    assert without_others([*both, *alone], facts, of_people) == tuple(both)


def test_who_is_in_doubt_makes_the_photo_of_all_in_doubt() -> None:
    found = [match("Anna", confirmed=True), match("Ben", verdict=CHECK), match("Anna", OTHER)]
    assert [(one.verdict, one.confirmed) for one in as_sure_as_all(found)] == [
        (CHECK, False),
        (CHECK, False),
        (SURE, False),
    ]


VIDEO = Photo("/in", "c.mp4", 1, 1)
FIRST, LATER = VIDEO.others(1, [Moment(7_000), Moment(20_000)])


def test_a_video_shows_together_who_is_in_it_at_different_times() -> None:
    found = [match("Anna", FIRST, CHECK), match("Anna", LATER), match("Ben", FIRST)]
    assert [(one.person, one.verdict) for one in together(found, ["Anna", "Ben"])] == [
        ("Anna + Ben", SURE)
    ]
    assert together(found[:2], ["Anna", "Ben"]) == []


def test_in_a_video_somebody_else_is_at_any_time() -> None:
    found = [match("Anna", FIRST), match("Ben", FIRST)]
    facts = {VIDEO: PhotoFacts(9, 9, b"", 0), FIRST: PhotoFacts(9, 9, b"", 2)}
    assert without_others(found, facts, {FIRST: 2}) == tuple(found)
    facts[LATER] = PhotoFacts(9, 9, b"", 1)
    assert without_others(found, facts, {FIRST: 2}) == ()
    assert without_others(found, facts, {FIRST: 2, LATER: 1}) == tuple(found)


def test_another_moment_that_is_in_doubt_makes_the_video_in_doubt() -> None:
    again = replace(match("Anna", FIRST), elsewhere=(match("Anna", LATER, CHECK),))
    assert [one.verdict for one in as_sure_as_all([again])] == [CHECK]
