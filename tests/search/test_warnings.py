"""What makes a search less certain than usual is said once, before it, with what to do."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from facefinder.evidence.constants import Formula, Network
from facefinder.match.by_distance import ByDistance
from facefinder.match.by_evidence import ByEvidence
from facefinder.match.candidates import FAR_YEARS
from facefinder.match.references import BLURRED, SMALL_PX
from facefinder.models.catalogue import Metric, Thresholds
from facefinder.records.boxes import Box
from facefinder.records.faces import Face
from facefinder.records.people import Gallery, Reference, ReferencesOf
from facefinder.records.photos import Photo
from facefinder.search import years
from facefinder.search.people import Result, find_people
from facefinder.search.warnings import NAMED, warnings
from facefinder.settings import EngineChoice, Settings, Whom, Work
from tests.support.fakes import BLUE, ENGINE, RED, paint
from tests.support.recorder import Recorder

JUDGE = ByDistance(Metric.EUCLIDEAN, Thresholds(0.5, 0.6, 0.05), same=0.6)


def reference(
    person: str, *position: float, width: float = 100, sharpness: float = 500, path: str = "1.jpg"
) -> Reference:
    landmarks = np.zeros((5, 2), np.float32)
    vector = np.array(position, np.float32)
    face = Face(Box(0, 0, width, width), 0.99, landmarks, sharpness, vector)
    return Reference(person, Photo("/known", path, 1, 1), face)


POOR = (
    reference("Anna", 0.0, width=SMALL_PX - 1),
    reference("Anna", 0.0, sharpness=BLURRED / 2),
)


def gallery(*references: Reference) -> Gallery:
    return Gallery.of(tuple(dict.fromkeys(one.person for one in references)), references)


def dated(path: Path, year: int | None, kind: str = "JPEG") -> Path:
    exif = Image.Exif()
    if year is not None:
        exif.get_ifd(0x8769)[0x9003] = f"{year}:06:01 12:00:00"
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (8, 8)).save(path, kind, exif=exif.tobytes())
    return path


def photos_of(folder: Path, years_there: Sequence[int | None]) -> list[Photo]:
    return [
        Photo(str(folder), dated(folder / f"{n}.jpg", year).name, 1, 1)
        for n, year in enumerate(years_there)
    ]


def test_nothing_is_said_of_good_references_of_different_people() -> None:
    assert warnings(gallery(reference("Anna", 0.0), reference("Ben", 5.0)), [], JUDGE, []) == ()


def test_people_who_look_alike_are_named() -> None:
    (text,) = warnings(gallery(reference("Anna", 0.0), reference("Eva", 0.3)), [], JUDGE, [])
    assert text.startswith("Anna and Eva look alike")
    assert "Add sharp photos of both" in text


def test_a_guess_whom_the_photos_show_is_told_until_the_user_has_said_it() -> None:
    one = reference("Anna", 0.0)
    of = [ReferencesOf("Anna", 1, 1, (), "It is a guess.")]
    assert warnings(gallery(one), of, JUDGE, []) == ("It is a guess.",)
    assert warnings(gallery(one, replace(one, learned=True)), of, JUDGE, []) == ()


@pytest.mark.parametrize(
    ("poor", "fault"),
    [(POOR[0], "only 39 pixels wide"), (POOR[1], "blurred")],
)
def test_one_poor_photo_of_which_everything_hangs(poor: Reference, fault: str) -> None:
    (text,) = warnings(gallery(poor), [], JUDGE, [])
    assert f"hangs on one photo, and the face in it is {fault}" in text
    assert "Add two sharp photos of Anna" in text
    assert warnings(gallery(poor, reference("Anna", 0.2)), [], JUDGE, []) == ()


@pytest.mark.parametrize(
    ("poor", "fault"),
    [
        ([POOR[0], POOR[0]], "only 39 pixels wide"),
        ([POOR[1], POOR[1]], "blurred"),
        ([POOR[0], POOR[1]], "blurred or small"),
    ],
)
def test_several_poor_photos_of_which_everything_hangs(poor: list[Reference], fault: str) -> None:
    (text,) = warnings(gallery(*poor), [], JUDGE, [])
    assert f"of Anna hangs on photos in which the face is {fault}. Add two sharp photos" in text
    assert warnings(gallery(*poor, reference("Anna", 0.2)), [], JUDGE, []) == ()


def test_it_is_said_that_nothing_will_be_sure() -> None:
    network = Network("any", 1, 1.0, 1.0, np.zeros(1), 0.0)
    judge = ByEvidence(Formula((network,), 1.0, 20.0, 20.0, 0.0))
    ruined, soft = (reference("Anna", 1.0, sharpness=sharpness) for sharpness in (3.0, 9.0))
    (text,) = warnings(gallery(ruined, ruined), [], judge, [])
    assert text.endswith("Until then nothing that is found of Anna is called sure.")
    (text,) = warnings(gallery(ruined, soft), [], judge, [])
    assert text.endswith("from the front.")


@pytest.mark.parametrize(("offset", "is_crowded"), [(-0.2, True), (-0.1, False), (0.2, False)])
def test_a_person_in_a_crowded_place_is_named(offset: float, is_crowded: bool) -> None:
    # Distances there are lengthened by `-offset`: 20 times the odds are log(20) / 20 = 0.15.
    network = Network("any", 2, 1.0, 1.0, np.zeros(2), offset)
    judge = ByEvidence(Formula((network,), 1.0, 20.0, 20.0, 0.0))
    said = warnings(
        gallery(reference("Mina", 1.0, 0.0), reference("Mina", 1.0, 0.1)), [], judge, []
    )
    assert len(said) == is_crowded
    assert all(text.startswith("Mina has many look-alikes") for text in said)


def test_photos_of_a_time_of_which_there_is_no_reference(tmp_path: Path) -> None:
    dated(tmp_path / "known" / "1.jpg", 2021)
    own = Reference("Anna", Photo(str(tmp_path / "known"), "1.jpg", 1, 1), reference("", 0).face)
    photos = photos_of(tmp_path / "old", [2003] * 7 + [2010] * 5 + [2019] * 9 + [None] * 3)
    (text,) = warnings(gallery(own), [], JUDGE, photos)
    assert text.startswith(
        "Your photos of Anna are from 2021; 12 photos here are from 2003 to 2010"
    )
    assert text.endswith("add one of 2003 to 2010.")


def test_of_many_photos_some_are_asked_and_the_number_is_rounded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(years, "ASKED", 10)
    dated(tmp_path / "known" / "1.jpg", 2021)
    own = Reference("Anna", Photo(str(tmp_path / "known"), "1.jpg", 1, 1), reference("", 0).face)
    photos = photos_of(tmp_path / "old", [2003, 2020] * 16 + [2020])
    (text,) = years.warnings(gallery(own), photos)  # one in four is asked: 9, all of them even
    assert "about 29 photos here are from 2003" in text


def test_nothing_is_said_where_a_reference_has_no_date(tmp_path: Path) -> None:
    dated(tmp_path / "known" / "1.jpg", 2021)
    dated(tmp_path / "known" / "2.jpg", None)
    both = [
        Reference("Anna", Photo(str(tmp_path / "known"), name, 1, 1), reference("", 0).face)
        for name in ("1.jpg", "2.jpg")
    ]
    photos = photos_of(tmp_path / "old", [2003] * 30)
    assert list(years.warnings(gallery(*both), photos)) == []
    assert len(list(years.warnings(gallery(both[0]), photos))) == 1


def test_a_folder_named_by_its_year_says_when_references_were_taken(tmp_path: Path) -> None:
    dated(tmp_path / "known" / "Anna" / "2021" / "scan.jpg", 2024)  # when it was scanned
    dated(tmp_path / "known" / "Anna" / "2019" / "summer" / "1.jpg", None)
    own = [
        Reference("Anna", Photo(str(tmp_path / "known"), name, 1, 1), reference("", 0).face)
        for name in ("Anna/2021/scan.jpg", "Anna/2019/summer/1.jpg")
    ]
    photos = photos_of(tmp_path / "old", [2003] * 12)
    (text,) = years.warnings(gallery(*own), photos)
    assert text.startswith("Your photos of Anna are from 2019 to 2021; 12 photos here")


def test_photos_that_are_gone_or_no_pictures_are_left_to_the_search(tmp_path: Path) -> None:
    dated(tmp_path / "known" / "1.jpg", 2021)
    own = Reference("Anna", Photo(str(tmp_path / "known"), "1.jpg", 1, 1), reference("", 0).face)
    photos = photos_of(tmp_path / "old", [2003] * 12)
    (tmp_path / "old" / "0.jpg").unlink()
    (tmp_path / "old" / "1.jpg").write_bytes(b"no picture")
    (text,) = years.warnings(gallery(own), photos)
    assert "; 10 photos here" in text


some_years = st.integers(1970, 2030)


@given(st.lists(some_years, min_size=1), st.lists(some_years))
def test_what_is_missed_is_far_from_every_reference(own: list[int], there: list[int]) -> None:
    missed = years.missed(sorted(set(own)), Counter(there))
    far = [y for y in there if all(abs(y - year) >= FAR_YEARS for year in own)]
    assert bool(missed) == bool(far)
    assert set(missed) <= set(far)
    assert all(missed[year] == there.count(year) for year in missed)
    between = [year for year in own if missed and min(missed) < year < max(missed)]
    assert between == []


def test_a_search_says_it_once_and_hands_it_on(tmp_path: Path) -> None:
    paint(tmp_path / "known" / "Anna" / "1.png", RED)
    paint(tmp_path / "photos" / "other.png", RED, BLUE)
    listener = Recorder()
    engine = EngineChoice(models_dir=tmp_path, detector=ENGINE.detector, model=ENGINE.model)
    settings = Settings(
        whom=Whom(known=tmp_path / "known"),
        inputs=(tmp_path / "photos",),
        engine=engine,
        work=Work(workers=0),
    )
    result: Result = find_people(settings, listener)
    (text,) = result.warnings
    assert text.startswith("Everything that is found of Anna hangs on one photo")
    assert listener.told.count(text) == 1


def test_of_many_look_alikes_some_are_named_and_the_others_counted() -> None:
    people = [reference(f"p{number:03}", 0.0) for number in range(60)]
    said = warnings(gallery(*people), [], JUDGE, [])
    assert len(said) == NAMED + 1
    assert said[0].startswith("p000 and p001 look alike")
    assert said[-1] == f"{60 * 59 // 2 - NAMED:,} more pairs of people look alike."


def test_learned_faces_that_look_like_two_people_are_told() -> None:
    anna = [reference("Anna", 0.0), replace(reference("Anna", 0.2), learned=True)]
    assert warnings(gallery(*anna), [], JUDGE, []) == ()
    stranger = replace(reference("Anna", 5.0), learned=True)
    (text,) = warnings(gallery(*anna, stranger), [], JUDGE, [])
    assert "The 1 photo and 2 learned faces of Anna look like two people (2 and 1 faces)" in text
    assert "decisions --unlearn Anna" in text
