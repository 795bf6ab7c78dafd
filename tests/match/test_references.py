"""The reference doctor: which face counts, and what is said about the others."""

from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pytest

from facefinder.match import references
from facefinder.match.by_distance import ByDistance
from facefinder.match.candidates import Candidate, leave_out_strangers
from facefinder.match.choose import judge_for
from facefinder.match.judge import Distances
from facefinder.match.references import BLURRED, build_gallery, look_alikes
from facefinder.models.catalogue import MODELS, Metric, Thresholds, model_info
from facefinder.records.boxes import Box
from facefinder.records.faces import Face, FloatArray
from facefinder.records.people import Gallery, Reference, ReferencesOf
from facefinder.records.photos import Failed, Outcome, Photo, Scanned

CHECK = 0.6
JUDGE = ByDistance(Metric.EUCLIDEAN, Thresholds(0.5, CHECK, 0.05), same=CHECK)


def face(position: float, *, width: float = 100, sharpness: float = 500) -> Face:
    """A face on a line: the distance of two is the difference of their positions."""
    return Face(
        Box(0, 0, width, width),
        0.99,
        np.zeros((5, 2), np.float32),
        sharpness,
        np.array([position], np.float32),
    )


def photo(name: str) -> Photo:
    return Photo("/known", name, 1, 1)


def scanned(name: str, *faces: Face) -> Scanned:
    return Scanned(photo(name), 640, 480, bytes(16), faces)


def examine(*outcomes: Outcome) -> tuple[list[float], ReferencesOf, dict[str, str]]:
    """Positions of the faces used, the report, and the problem of each photo by file name."""
    gallery, (report,) = build_gallery({"Anna": outcomes}, JUDGE)
    problems = {Path(p.path).name: p.problem for p in report.problems}
    return [float(v) for v in gallery.vectors.ravel()], report, problems


def test_good_photos_have_no_problem() -> None:
    used, report, problems = examine(scanned("a", face(0.0)), scanned("b", face(0.25)))
    assert used == [0.0, 0.25]
    assert (report.references, report.used, problems) == (2, 2, {})


def test_photo_without_face_and_unreadable_photo_are_named() -> None:
    used, report, problems = examine(
        scanned("a", face(0.0)), scanned("empty"), Failed(photo("bad"), "the file is damaged")
    )
    assert used == [0.0]
    assert (report.references, report.used) == (3, 1)
    assert "no face" in problems["empty"]
    assert problems["bad"] == "the file is damaged"


@pytest.mark.parametrize("model", MODELS)
def test_a_person_without_any_face_is_told_whatever_the_model(model: str) -> None:
    # A judge by evidence looks at the vectors' columns, and of no face there are none.
    judge = judge_for(model_info(model))
    gallery, (report,) = build_gallery({"Anna": [scanned("empty")]}, judge)
    assert (len(gallery.owner), report.used) == (0, 0)
    assert "no face" in report.problems[0].problem


def test_several_faces_take_the_one_that_agrees_with_the_other_photos() -> None:
    used, _, problems = examine(
        scanned("alone", face(0.0)),
        scanned("group", face(3.0, width=300), face(0.25), face(-2.0)),
    )
    assert used == [0.0, 0.25]
    assert "3 faces" in problems["group"]


def test_several_faces_in_every_photo_take_the_person_they_share() -> None:
    used, _, _ = examine(
        scanned("one", face(9.0), face(0.0)),
        scanned("two", face(0.25), face(5.0)),
        scanned("three", face(-7.0), face(0.125)),
    )
    assert used == [0.0, 0.25, 0.125]


def test_one_photo_with_several_faces_takes_the_largest_and_says_so() -> None:
    used, _, problems = examine(scanned("group", face(1.0, width=50), face(2.0, width=80)))
    assert used == [2.0]
    assert "largest" in problems["group"]


def test_group_without_the_person_is_not_used() -> None:
    used, report, problems = examine(
        scanned("a", face(0.0)), scanned("b", face(0.1)), scanned("g", face(4.0), face(5.0))
    )
    assert len(used) == report.used == 2
    assert "not used" in problems["g"]


def test_stranger_among_the_references_is_left_out() -> None:
    used, _, problems = examine(
        scanned("a", face(0.0)), scanned("stranger", face(2.0)), scanned("b", face(0.25))
    )
    assert used == [0.0, 0.25]
    assert list(problems) == ["stranger"]
    assert "not used" in problems["stranger"]


YEARS = {"child": 2009, "group": 2009, "a": 2021, "b": 2022, "c": 2022}


def examine_dated(*outcomes: Outcome) -> tuple[list[float], dict[str, str]]:
    """Positions of the faces used, and the problem of each photo, taken when `YEARS` says."""
    gallery, (report,) = build_gallery(
        {"Anna": outcomes}, JUDGE, year_of=lambda one: YEARS.get(one.relative)
    )
    return [float(v) for v in gallery.vectors.ravel()], {
        Path(p.path).name: p.problem for p in report.problems
    }


def test_of_a_whole_album_in_one_folder_no_year_is_asked_again() -> None:
    """Hundreds of strangers are left out one by one, each of them compared with all others."""
    asked: list[Photo] = []
    strangers = [
        Candidate(photo(f"{number}"), [face(10.0 * number)], face(10.0 * number))
        for number in range(40)
    ]
    leave_out_strangers(strangers, JUDGE, asked.append)
    assert sum(one.chosen is not None for one in strangers) == 2
    assert len(asked) == 40


FARTHER = 1.15 * CHECK
"""From where a photo is left out, unless it is of another time."""


def test_a_photo_of_another_time_may_look_less_like_the_others() -> None:
    adult = scanned("a", face(0.0)), scanned("b", face(0.0))
    used, problems = examine_dated(*adult, scanned("child", face(FARTHER)))
    assert len(used) == 3
    assert list(problems) == ["child"]
    assert "please check" in problems["child"]
    used, problems = examine_dated(*adult, scanned("when?", face(FARTHER)))
    assert len(used) == 2
    assert "folders by year" in problems["when?"]
    used, problems = examine_dated(*adult, scanned("child", face(2 * CHECK)))
    assert len(used) == 2
    assert "not used" in problems["child"]


def test_a_stranger_is_left_out_though_a_photo_of_another_time_is_farther() -> None:
    used, problems = examine_dated(
        *(scanned(name, face(0.0)) for name in "ab"),
        scanned("child", face(1.19 * CHECK)),
        scanned("stranger", face(-1.15 * CHECK)),
        scanned("c", face(0.0)),
    )
    assert len(used) == 4
    assert "not used" in problems["stranger"]


def test_a_face_of_another_time_is_chosen_among_several() -> None:
    adult = scanned("a", face(0.0)), scanned("b", face(0.0))
    used, _ = examine_dated(*adult, scanned("group", face(9.0), face(FARTHER)))
    assert len(used) == 3
    used, _ = examine_dated(*adult, scanned("when?", face(9.0), face(FARTHER)))
    assert len(used) == 2


def test_two_strangers_among_five_are_left_out_even_when_they_are_alike() -> None:
    used, _, problems = examine(
        *(scanned(f"good{i}", face(i / 8)) for i in range(3)),
        scanned("x", face(3.0)),
        scanned("y", face(3.1)),
    )
    assert len(used) == 3
    assert set(problems) == {"x", "y"}


def test_doubtful_third_is_used_but_named() -> None:
    used, _, problems = examine(
        scanned("a", face(0.0)), scanned("b", face(0.1)), scanned("far", face(0.1 + 0.62))
    )
    assert len(used) == 3
    assert list(problems) == ["far"]


def test_two_that_disagree_are_both_used_and_both_named() -> None:
    used, _, problems = examine(scanned("a", face(0.0)), scanned("b", face(2.0)))
    assert len(used) == 2
    assert set(problems) == {"a", "b"}


@pytest.mark.parametrize(
    ("outcomes", "said"),
    [
        ([scanned("a", face(0.0)), scanned("b", face(0.1))], ""),
        ([scanned("a", face(0.0))], ""),
        (
            [scanned("group", face(1.0, width=50), face(2.0, width=80))],
            "hangs on one of 2 faces in a photo, the largest. Add a photo that shows Anna alone",
        ),
        ([scanned("group", face(1.0), face(2.0)), scanned("a", face(1.0))], ""),
        (
            [scanned("a", face(0.0)), scanned("b", face(2.0))],
            "The two photos of Anna do not look alike",
        ),
        (
            [scanned(str(n), face(n // 3 * 5 + n / 10)) for n in range(6)],
            "3 look like one person and are used, and 3 do not look like them",
        ),
        ([scanned(str(n), face(n // 3 * 5 + n / 10)) for n in range(5)], ""),
    ],
)
def test_it_is_said_where_it_is_a_guess_whom_the_photos_show(
    outcomes: list[Outcome], said: str
) -> None:
    _, report, _ = examine(*outcomes)
    assert said in report.doubt
    assert bool(said) == bool(report.doubt)


def insist(
    *outcomes: Outcome, on: str, at: Box | None = None
) -> tuple[list[float], dict[str, str]]:
    """Positions and problems where the user chose a face in a photo; `at` is its place."""
    chosen = photo(on)
    boxes = {"Anna": {chosen: at}} if at else {}
    gallery, (report,) = build_gallery({"Anna": outcomes}, JUDGE, boxes, insisted=[chosen])
    problems = {Path(p.path).name: p.problem for p in report.problems}
    return [float(v) for v in gallery.vectors.ravel()], problems


def test_a_face_that_the_user_chose_is_used_though_it_looks_like_none_of_the_others() -> None:
    good = [scanned(name, face(n / 100)) for n, name in enumerate("abc")]
    odd = scanned("odd", face(3.0))
    assert examine(*good, odd)[0] == pytest.approx([0.0, 0.01, 0.02])
    used, problems = insist(*good, odd, on="odd")
    assert used == pytest.approx([0.0, 0.01, 0.02, 3.0])
    assert problems == {
        "odd": "does not look like the other photos of this person; used, because you chose it"
    }


def test_one_of_several_faces_is_used_where_the_user_chose_it() -> None:
    good = [scanned(name, face(n / 100)) for n, name in enumerate("abc")]
    theirs = replace(face(3.0), box=Box(300, 0, 100, 100))
    several = scanned("several", face(5.0), theirs)
    assert "not used" in examine(*good, several)[2]["several"]
    used, problems = insist(*good, several, on="several", at=theirs.box)
    assert used[-1] == 3.0
    assert "because you chose it" in problems["several"]


def test_the_others_are_judged_as_before_beside_a_face_that_the_user_chose() -> None:
    good = [scanned(name, face(n / 100)) for n, name in enumerate("abc")]
    used, problems = insist(*good, scanned("odd", face(3.0)), scanned("bad", face(9.0)), on="odd")
    assert used == pytest.approx([0.0, 0.01, 0.02, 3.0])
    assert "; not used" in problems["bad"]


def test_small_and_blurred_faces_are_used_but_named_and_tiny_ones_are_not() -> None:
    used, _, problems = examine(
        scanned("small", face(0.0, width=30)),
        scanned("blurred", face(0.0, sharpness=BLURRED / 2)),
        scanned("tiny", face(0.0, width=10)),
    )
    assert len(used) == 2
    assert "30 pixels" in problems["small"]
    assert "blurred" in problems["blurred"]
    assert "too small" in problems["tiny"]


def test_all_that_is_wrong_with_a_photo_is_named() -> None:
    _, _, problems = examine(
        scanned("both", face(0.0, sharpness=BLURRED / 2), face(1.5)), scanned("a", face(0.0))
    )
    assert "2 faces" in problems["both"]
    assert "blurred" in problems["both"]


def test_people_keep_apart_and_one_without_a_face_has_no_row() -> None:
    gallery, reports = build_gallery(
        {
            "Anna": [scanned("a", face(0.0))],
            "Nobody": [scanned("n")],
            "Ben": [scanned("b", face(5.0))],
        },
        JUDGE,
    )
    assert gallery.people == ("Anna", "Nobody", "Ben")
    assert gallery.owner.tolist() == [0, 2]
    assert [report.used for report in reports] == [1, 0, 1]


def test_look_alikes_are_told() -> None:
    gallery, _ = build_gallery(
        {
            "Anna": [scanned("a", face(0.0))],
            "Ben": [scanned("b", face(5.0))],
            "Twin": [scanned("t", face(0.3))],
        },
        JUDGE,
    )
    assert look_alikes(gallery, JUDGE) == [("Anna", "Twin")]


@dataclass(frozen=True)
class Counting(ByDistance):
    """Counts how many distances it was asked for, each time."""

    asked: list[int] = field(default_factory=list)

    def apart(self, one: FloatArray, other: FloatArray) -> Distances:
        self.asked.append(len(one) * len(other))
        return super().apart(one, other)


def counting() -> Counting:
    return Counting(JUDGE.metric, JUDGE.thresholds, JUDGE.same)


def test_strangers_are_left_out_without_comparing_anew() -> None:
    judge = counting()
    good = [scanned(f"good {n}", face(n / 1000)) for n in range(60)]
    bad = [scanned(f"bad {n}", face(100.0 * n)) for n in range(1, 41)]
    gallery, (report,) = build_gallery({"Anna": [*good, *bad]}, judge)
    assert (len(gallery.owner), report.used) == (60, 60)
    assert judge.asked == [100 * 100]


def test_a_photo_of_many_is_compared_with_all_others_at_once() -> None:
    judge = counting()
    photos = [scanned(f"{n}", face(n / 1000), face(5.0 + n), face(-5.0 - n)) for n in range(30)]
    gallery, _ = build_gallery({"Anna": photos}, judge)
    assert sorted(gallery.vectors.ravel().tolist()) == pytest.approx([n / 1000 for n in range(30)])
    assert len(judge.asked) == 30 + 1


def test_thousands_of_references_are_compared_a_part_at_a_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(references, "PAIRS", 1000)
    faces = [Reference(f"p{n // 2}", photo(f"{n}"), face(float(n // 4))) for n in range(200)]
    judge, gallery = counting(), Gallery.of(tuple(f"p{n}" for n in range(100)), faces)
    assert look_alikes(gallery, judge) == [(f"p{n}", f"p{n + 1}") for n in range(0, 100, 2)]
    assert max(judge.asked) <= 1000
    assert sum(judge.asked) == 200 * 200
