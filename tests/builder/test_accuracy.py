"""What fits and what measures the evidence: on faces whose truth is known."""

import csv
from pathlib import Path

import numpy as np
import pytest

from builder.measure import accuracy, searches
from builder.measure.album import Album, album_of, read
from builder.measure.fit_evidence import Cell, fit_curve, fit_scale
from builder.measure.labelled import (
    PORTRAITS,
    STRANGERS,
    Label,
    choices,
    faces_of,
    halves,
    read_labels,
)
from builder.measure.rates import calibration, intervals, rates, tally
from builder.measure.searches import Search
from facefinder.errors import UsageError
from facefinder.evidence.judge import Grade
from facefinder.match.choose import judge_for
from facefinder.models.catalogue import model_info
from facefinder.records.boxes import Box
from facefinder.records.faces import Face
from facefinder.records.photos import Outcome, Photo, Scanned
from facefinder.settings import EngineChoice
from tests.support import fakes

JUDGE = judge_for(model_info(fakes.ENGINE.model))
CHOICE = EngineChoice(models_dir=Path(), detector=fakes.ENGINE.detector, model=fakes.ENGINE.model)


def labels(people: int, group: str = "a") -> list[Label]:
    return [Label(Path(f"{n}.jpg"), f"{group}{n}", group) for n in range(people)]


def face(*vector: float, x: float = 0) -> Face:
    """A face of 100 pixels at a place."""
    landmarks = np.zeros((5, 2), np.float32)
    return Face(Box(x, 0, 100, 100), 0.99, landmarks, 99.0, np.array(vector, np.float32))


def seen(path: Path, *faces: Face) -> Scanned:
    return Scanned(Photo(str(path.parent), path.name, 1, 1), 1000, 1000, b"", faces)


def album(found: dict[Label, tuple[Face, ...]]) -> Album:
    outcomes: dict[Path, Outcome] = {
        label.path: seen(label.path, *faces) for label, faces in found.items()
    }
    return album_of(list(found), outcomes, "a")


def test_both_halves_get_people_of_every_group_and_nobody_moves() -> None:
    some, more = labels(9), labels(9) + labels(8, STRANGERS)
    half = halves(more)
    assert sum(half[label.person] for label in some) == 5
    assert sum(half.values()) == 9
    assert {person: half[person] for person in halves(some)} == halves(some[::-1])


def test_references_differ_and_leave_a_photo_to_find() -> None:
    own = np.array([3, 5, 7, 9])
    chosen = list(choices(own, 3, 10, [0]))
    assert 1 < len(chosen) <= 4
    assert all(len(set(rows.tolist())) == 3 and set(rows.tolist()) < set(own) for rows in chosen)
    assert not list(choices(own, 4, 10, [0]))


def test_a_folder_is_labelled_by_a_table_or_by_its_folders(tmp_path: Path) -> None:
    one, other = tmp_path / "table", tmp_path / "folders"
    for path in (one / "photos/1.png", other / "Ann/2.png", other / "Ann/deep/3.png"):
        path.parent.mkdir(parents=True)
        path.write_bytes(path.name.encode())
    with (one / "labels.csv").open("w", newline="") as file:
        columns = ("photo", "person", "group", "face_x", "face_y", "face_w", "face_h")
        csv.writer(file).writerows([columns, ("1.png", "Bob", STRANGERS, 1, 2, 3, 4)])
    ann = [Label(other / "Ann" / name, "Ann", "folders") for name in ("2.png", "deep/3.png")]
    bob = Label(one / "photos/1.png", "1.png", STRANGERS, "", Box(1, 2, 3, 4))
    assert read_labels([one, other]) == [bob, *ann]


def test_a_photo_that_is_there_twice_counts_once_with_everybody_on_it(tmp_path: Path) -> None:
    for name in ("Ann", "Bob"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "same.png").write_bytes(b"one picture")
    found = read_labels([tmp_path])
    assert [label.person for label in found] == ["Ann", "Bob"]
    assert len({label.path for label in found}) == 1


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (None, "no photo in it has the name of a person"),
        ("photo,person\n", "no photo in it has the name of a person"),
        ("file,name\n1.png,Ann\n", "first line is 'file,name'"),
        ("photo,person,face_x,face_y,face_w,face_h\n1.png,Ann,1,2,3,wide\n", "line 2: .*wide"),
        ("photo,person\n1.png,J\xf6rg\n".encode("latin-1"), "Save it as UTF-8"),
    ],
)
def test_a_folder_without_usable_labels_is_refused_in_a_sentence(
    tmp_path: Path, text: str | bytes | None, told: str
) -> None:
    (tmp_path / "1.png").write_bytes(b"1")
    if text is not None:
        (tmp_path / "labels.csv").write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(UsageError, match=told):
        read_labels([tmp_path])


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no such folder"):
        read_labels([tmp_path / "photos"])


@pytest.mark.parametrize("between", [",", ";", "\t"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_tables_are_read_as_spreadsheets_write_them(
    tmp_path: Path, between: str, mark: str
) -> None:
    rows = [("person", "photo"), ("Jörg, der Ältere", "1.png"), ("", "2.png"), ("Ann",)]
    (tmp_path / "1.png").write_bytes(b"1")
    (tmp_path / "2.png").write_bytes(b"2")
    with (tmp_path / "labels.csv").open("w", encoding="utf-8", newline="") as file:
        file.write(mark)
        csv.writer(file, delimiter=between).writerows(rows)
    (label,) = read_labels([tmp_path])  # nobody is named on the other photo
    assert (label.path.name, label.person) == ("1.png", "Jörg, der Ältere")


def test_labelled_photos_that_are_gone_are_told_and_left_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "1.png").write_bytes(b"1")
    (tmp_path / "labels.csv").write_text("photo,person\n1.png,Ann\ngone.png,Ann\n", "utf-8")
    assert len(read_labels([tmp_path])) == 1
    assert "1 of the photos in it are not there" in capsys.readouterr().err


def test_only_faces_whose_owner_is_certain_are_fitted_on() -> None:
    at = Box(500, 0, 100, 100)
    found = {
        Label(Path("alone.jpg"), "x", "a"): (face(1, 0),),
        Label(Path("two.jpg"), "x", "a"): (face(2, 0), face(3, 0)),
        Label(Path("told.jpg"), "y", "a", "", at): (face(4, 0), face(5, 0, x=500)),
        Label(Path("missed.jpg"), "y", "a", "", at): (face(6, 0),),
    }
    outcomes = {label.path: seen(label.path, *faces) for label, faces in found.items()}
    table = faces_of(list(found), outcomes)
    assert table.people.tolist() == ["x", "y"]
    assert table.vectors[:, 0].tolist() == [1, 5]


def test_strangers_are_searched_with_the_portraits_alone() -> None:
    both = [*labels(1, PORTRAITS), *labels(1), Label(Path("s.jpg"), "s", STRANGERS)]
    outcomes = {label.path: seen(label.path, face(1, 0)) for label in both}
    assert len(album_of(both, outcomes, PORTRAITS).photos) == 2
    assert len(album_of(both, outcomes, "a").photos) == 1


def test_what_is_found_is_laid_beside_the_labels() -> None:
    """The fakes' judge is sure up to 0.5; the reference is the only photo left of two of x."""
    at, beside = Box(500, 0, 100, 100), face(0, 0, x=0)
    both = album(
        {
            Label(Path("x1.jpg"), "x", "a", "", at): (face(0, 0, x=500),),
            Label(Path("x2.jpg"), "x", "a", "", at): (face(0, 0.1, x=500), face(9, 9)),
            # Another's face on the photo is nearer than the labelled one: x is not found there.
            Label(Path("x3.jpg"), "x", "a", "", at): (face(0, 0.4, x=500), beside),
            Label(Path("y1.jpg"), "y", "a", "", at): (face(0, 0.3, x=500),),
            # Nobody said who it is; it is shown, and is no labelled stranger.
            Label(Path("z1.jpg"), "z", "a", "", at): (face(5, 5, x=500), beside),
            Label(Path("z2.jpg"), "z", "a", "", at): (),
        }
    )
    assert both.missed == 1
    first = next(s for s in searches.alone(both, JUDGE, 1) if s.person == "x")
    assert first.own.tolist() == [True, True, False, False]
    assert first.grades.tolist() == [Grade.SURE, 0, Grade.SURE, 0]
    assert (first.other_faces, first.others_shown) == (1, 1)
    assert np.isnan(first.probabilities[0])  # this engine knows none


def test_together_a_face_is_one_persons() -> None:
    both = album(
        {
            Label(Path("x1.jpg"), "x", "a"): (face(0, 0),),
            Label(Path("x2.jpg"), "x", "a"): (face(0, 0),),
            Label(Path("y1.jpg"), "y", "a"): (face(0, 0.45),),
            Label(Path("y2.jpg"), "y", "a"): (face(0, 0.45),),
        }
    )
    by_one = tally(list(searches.alone(both, JUDGE, 1)))
    at_once = tally(list(searches.together(both, JUDGE, 1)))
    false_sure = 4
    assert by_one[:, false_sure].min() > 0
    assert at_once[:, false_sure].tolist() == [0, 0]


def test_relatives_are_looked_for_on_the_next_photo_of_their_kind() -> None:
    tags = ("father-son", "father-son", "mother-son", "mother-son")
    family = album(
        {
            Label(Path(f"{n}.jpg"), f"p{n}", "a", tag): (face(0, n / 10),)
            for n, tag in enumerate(tags)
        }
    )
    said = list(searches.of_neighbours(family, JUDGE))
    assert [(search.person, search.own.tolist()) for search in said] == [
        ("p0", [False]),
        ("p2", [False]),
    ]
    assert {int(grade) for search in said for grade in search.grades} == {Grade.SURE}


@pytest.mark.slow
def test_a_folder_nobody_has_seen_is_measured_from_its_photos(tmp_path: Path) -> None:
    # Another shade each time, for a photo that is there twice counts once.
    colours = {"Ann": [fakes.RED, (254, 0, 0)], "Bob": [fakes.GREEN, (0, 254, 0)]}
    for name, shades in colours.items():
        for number, shade in enumerate(shades):
            fakes.paint(tmp_path / name / f"{number}.png", shade)
    found = read_labels([tmp_path])
    outcomes = read(found, CHOICE, 1)
    lines = list(accuracy.tables("this", [accuracy.Part(found, outcomes, JUDGE)]))
    (alone,) = (line for line in lines if "| alone |" in line)
    assert alone.startswith(f"| {tmp_path.name} | 1 | alone | 2 | 0.00")
    assert "| 1.000 (1.000 to 1.000) | 1.000 (1.000 to 1.000) |" in alone
    assert "not found: none" in "\n".join(lines)


def test_rates_are_what_they_are_called() -> None:
    own = np.array([True, True, False, False, False, False])
    grades = np.array([Grade.SURE, Grade.CHECK, Grade.SURE, 0, 0, 0], np.int8)
    counts = tally([Search("x", own, grades, np.zeros(6), 10, 1)] * 2)
    assert counts.tolist() == [[4, 2, 4, 8, 2, 2, 20, 2]]
    # One own photo in a hundred, all shown, and of 99 strangers every fourth.
    wanted = [250, 250, 0.5, 1, 1 / (1 + 99 / 4), 100]
    assert rates(counts[0]).tolist() == pytest.approx(wanted)


def test_the_curve_finds_the_odds_that_made_the_answers() -> None:
    """Normal distances of equal spread have log odds that are a straight line in the distance."""
    random = np.random.default_rng(1)
    spread, own_at, strangers_at, shift = 0.1, 0.8, 1.2, 0.1
    cells = []
    for references in (1, 2, 8):
        less = shift * (1 - 1 / references)
        own = random.normal(own_at - less, spread, 20_000)
        strangers = random.normal(strangers_at - less, spread, 200_000)
        answers = np.repeat([True, False], (len(own), len(strangers)))
        cells.append(Cell(np.concatenate([own, strangers]), answers, references))
    level, fall, many = fit_curve(cells)
    slope = (strangers_at - own_at) / spread**2
    # A label in a hundred is expected to be wrong and none is: the curve may be a tenth steeper.
    assert fall == pytest.approx(slope, rel=0.15)
    assert level / fall == pytest.approx((own_at + strangers_at) / 2, abs=0.02)
    assert many / fall == pytest.approx(-shift, abs=0.02)


def test_the_scale_sees_where_strangers_are_near() -> None:
    random = np.random.default_rng(2)
    dense = random.normal((-1, 0, 0), 0.05, (100, 3))
    sparse = random.normal((1, 0, 0), 0.5, (100, 3))
    people = np.array([str(number) for number in range(200)])
    slope, offset = fit_scale([(np.concatenate([dense, sparse]), people)])
    assert (dense @ slope + offset).mean() < 0 < (sparse @ slope + offset).mean()


@pytest.mark.parametrize("own", [True, False])
def test_nothing_is_said_of_calibration_where_nothing_can_be_wrong_or_right(own: bool) -> None:
    search = Search("x", np.full(9, own), np.full(9, Grade.SURE, np.int8), np.full(9, 0.95))
    assert calibration([search]).shape == (0, 5)


def test_calibration_is_met_by_probabilities_that_are_true() -> None:
    random = np.random.default_rng(3)
    probabilities = random.uniform(0, 1, 200_000)
    own = random.uniform(0, 1, 200_000) < probabilities
    # Weighted to one own face in twenty: true odds of 1 become 1/19.
    odds = probabilities / (1 - probabilities) / 19
    shown = np.full(200_000, Grade.CHECK, np.int8)
    table = calibration([Search("x", own, shown, odds / (1 + odds))])
    # Each bin has a thousand draws and more: a few standard errors of a share.
    assert np.nanmax(np.abs(table[:, 2] - table[:, 3])) < 0.05


def test_intervals_leave_out_draws_that_say_nothing() -> None:
    nobody_else, others = [4.0, 2, 3, 0, 0, 0, 0, 0], [4.0, 2, 4, 10, 1, 2, 0, 0]
    bounds = intervals(np.array([nobody_else, others]))
    assert bounds[:, 0].tolist() == [100, 100]
    assert bounds[:, 3].tolist() == [0.75, 1]
    assert np.isnan(intervals(np.array([nobody_else]))[:, 0]).all()
