"""Decisions: the file, the index, and what they change in later searches."""

import json
import re
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facefinder.errors import UsageError
from facefinder.index.file import APPLICATION_ID, MIGRATIONS, connect
from facefinder.records.boxes import Box, same_face
from facefinder.records.faces import face_id, parse_face_id
from facefinder.records.people import Decision
from facefinder.report.decisions import NamedGroup, checksum, read_decisions
from tests.conftest import Done, Run
from tests.support.decided import decisions_file, stored_faces
from tests.support.fakes import BLUE, GREEN, RED, paint
from tests.support.needs import DEVICES, needs

pytestmark = pytest.mark.slow

PINK = (255, 200, 200)
Decide: TypeAlias = Callable[..., Path]


@pytest.fixture
def known(tmp_path: Path) -> Path:
    paint(tmp_path / "known" / "Anna" / "1.png", RED)
    return tmp_path / "known"


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    paint(tmp_path / "photos" / "a.png", RED)
    paint(tmp_path / "photos" / "b ü.png", GREEN, RED)
    paint(tmp_path / "photos" / "c.png", BLUE)
    return tmp_path / "photos"


@pytest.fixture
def decide(tmp_path: Path) -> Decide:
    """Writes a decisions file as the page of a report does."""

    def write(
        *faces: tuple[Path, str, str],
        groups: tuple[NamedGroup, ...] = (),
        report: str = "ab" * 16,
    ) -> Path:
        said = [(photo, Decision(who, face_of(photo), word == "yes")) for photo, who, word in faces]
        return decisions_file(tmp_path / "decisions.json", said, groups=groups, report=report)

    def face_of(photo: Path) -> str:
        return stored_faces(tmp_path)[photo.name][0]

    return write


def found(done: Done) -> list[tuple[str, str, str]]:
    rows = [line.split("\t") for line in done.out.splitlines()]
    return [(row[0], row[1], Path(row[3]).name) for row in rows]


def apply(run: Run, tmp_path: Path, *arguments: str | Path) -> Done:
    return run("apply", *arguments, "--data-dir", tmp_path / "data")


@pytest.mark.parametrize("stays", [True, False])
def test_a_copy_stays_where_the_file_shows_the_person_elsewhere(
    run: Run, known: Path, photos: Path, decide: Decide, tmp_path: Path, *, stays: bool
) -> None:
    where = ("--data-dir", tmp_path / "data", "--copy-to", tmp_path / "found")
    run("find", "-k", known, "-i", photos, *where)
    file = decide((photos / "a.png", "Anna", "no"))
    content = json.loads(file.read_text("utf-8"))
    content["decisions"][0]["stays"] = stays
    file.write_text(json.dumps(content), "utf-8")
    shutil.rmtree(known)  # the search cannot be done again: what the report says has to do
    done = apply(run, tmp_path, file, "--copy-to", tmp_path / "found")
    assert f"There is no '{known}'. Only the photos that were decided about follow" in done.err
    assert (tmp_path / "found" / "Anna" / "a.png").is_file() is stays


def test_a_rejected_face_never_comes_back(
    run: Run, known: Path, photos: Path, decide: Decide, tmp_path: Path
) -> None:
    run("find", "-k", known, "-i", photos)
    done = apply(run, tmp_path, decide((photos / "a.png", "Anna", "no")))
    assert done.code == 10
    assert "1 wrong copy may still be beside the report" in done.err  # which nobody knows
    (photos / "deeper").mkdir()
    (photos / "a.png").rename(photos / "deeper" / "renamed.png")
    for options in ([], ["--strictness", "loose"], ["--threshold", "3"]):
        names = {name for _, _, name in found(run("find", "-k", known, "-i", photos, *options))}
        assert "renamed.png" not in names
        assert "b ü.png" in names


def test_a_confirmed_face_stays_whatever_the_threshold(
    run: Run, known: Path, photos: Path, decide: Decide, tmp_path: Path
) -> None:
    run("find", "-k", known, "-i", photos)
    apply(run, tmp_path, decide((photos / "c.png", "Anna", "yes")))
    done = run("find", "-k", known, "-i", photos, "--threshold", "0.001")
    assert ("Anna", "sure", "c.png") in found(done)


def test_a_decision_counts_only_for_its_person(
    run: Run, known: Path, photos: Path, decide: Decide, tmp_path: Path
) -> None:
    paint(known / "Rita" / "1.png", PINK)
    run("find", "-k", known, "-i", photos)
    apply(run, tmp_path, decide((photos / "a.png", "Rita", "no")))
    assert ("Anna", "sure", "a.png") in found(run("find", "-k", known, "-i", photos))


def test_the_copies_follow_the_decisions_and_twice_is_once(
    run: Run, known: Path, photos: Path, decide: Decide, tmp_path: Path
) -> None:
    target = tmp_path / "found"
    run("find", "-k", known, "-i", photos, "--copy-to", target)
    assert (target / "Anna" / "a.png").is_file()
    file = decide((photos / "a.png", "Anna", "no"), (photos / "c.png", "Anna", "yes"))
    for _ in range(2):
        done = apply(run, tmp_path, file, "--copy-to", target)
        assert done.code == 0
        copies = sorted(path.name for path in (target / "Anna").iterdir())
        assert copies == ["b ü.png", "c.png"]
    assert "0 of them new" in done.err
    assert (photos / "a.png").is_file()


def test_the_last_decision_about_a_face_counts(
    run: Run, known: Path, photos: Path, decide: Decide, tmp_path: Path
) -> None:
    target = tmp_path / "found"
    run("find", "-k", known, "-i", photos, "--copy-to", target)
    file = decide((photos / "a.png", "Anna", "yes"), (photos / "a.png", "Anna", "no"))
    done = apply(run, tmp_path, file, "--copy-to", target)
    assert "1 decision, 1 of them new." in done.err
    assert not (target / "Anna" / "a.png").exists()


def test_wrong_copies_go_also_where_the_originals_are_on_another_computer(
    run: Run, known: Path, photos: Path, decide: Decide, tmp_path: Path
) -> None:
    target = tmp_path / "found"
    run("find", "-k", known, "-i", photos, "--copy-to", target)
    file = decide((photos / "a.png", "Anna", "no"))
    photos.rename(tmp_path / "elsewhere")
    assert apply(run, tmp_path, file, "--copy-to", target).code == 0
    assert not (target / "Anna" / "a.png").exists()


def test_copies_that_were_away_when_they_were_rejected_go_with_the_next_search(
    run: Run, known: Path, photos: Path, decide: Decide, tmp_path: Path
) -> None:
    target, away = tmp_path / "found", tmp_path / "away"
    search = ("find", "-k", known, "-i", photos, "--copy-to", target)
    run(*search)
    target.rename(away)
    assert apply(run, tmp_path, decide((photos / "a.png", "Anna", "no"))).code == 10
    away.rename(target)
    assert "Copies removed: 1. The photos themselves are untouched." in run(*search).err
    assert [path.name for path in (target / "Anna").iterdir()] == ["b ü.png"]
    assert "Copies removed" not in run(*search).err


def test_faces_that_the_app_put_beside_the_copies_follow_the_decisions(
    run: Run, known: Path, photos: Path, decide: Decide, tmp_path: Path
) -> None:
    target = tmp_path / "found"
    for faces in ((), ("--crops", target / "faces"), ()):
        run("find", "-k", known, "-i", photos, "--copy-to", target, *faces)
    decide((photos / "a.png", "Anna", "no"))
    done = apply(run, tmp_path, tmp_path / "decisions.json", "--copy-to", target)
    assert done.code == 0, done.err
    (face,) = (target / "faces").glob("*.jpg")
    assert "b ü" in face.name


def test_beside_the_copies_no_target_is_asked_for(
    run: Run, known: Path, photos: Path, decide: Decide, tmp_path: Path
) -> None:
    target = tmp_path / "found"
    run("find", "-k", known, "-i", photos, "--copy-to", target)
    decide((photos / "c.png", "Anna", "yes")).rename(target / "decisions.json")
    apply(run, tmp_path, target)
    assert (target / "Anna" / "c.png").is_file()


def downloaded(decide: Decide, report: Path, *faces: tuple[Path, str, str]) -> Path:
    """The decisions of a reader of a report, in a folder for downloads."""
    id_of_it = re.search(r'data-report="(\w+)"', report.read_text("utf-8"))
    assert id_of_it
    path = decide(*faces, report=id_of_it[1])
    folder = path.parent / "Downloads"
    folder.mkdir(exist_ok=True)
    return path.rename(folder / "decisions (1).json")


@pytest.mark.parametrize("place", ["found", "elsewhere"])
def test_from_downloads_the_copies_of_that_report_are_found(  # noqa: PLR0917 - fixtures
    run: Run, known: Path, photos: Path, decide: Decide, tmp_path: Path, place: str
) -> None:
    page, target = tmp_path / place, tmp_path / "found"
    run("find", "-k", known, "-i", photos, "--copy-to", target, "--report", page)
    decisions = (photos / "a.png", "Anna", "no"), (photos / "c.png", "Anna", "yes")
    file = downloaded(decide, page / "report.html", *decisions)
    assert apply(run, tmp_path, file).code == 0
    assert {path.name for path in (target / "Anna").iterdir()} == {"b ü.png", "c.png"}


def test_a_stick_with_another_letter_has_its_copies_still(
    run: Run, known: Path, photos: Path, decide: Decide, tmp_path: Path
) -> None:
    stick, other = tmp_path / "E", tmp_path / "F"
    index = ("--index", stick / "index.sqlite")
    stick.mkdir()
    run("find", "-k", known, "-i", photos, "--copy-to", stick / "found", *index)
    (tmp_path / "data").mkdir(exist_ok=True)
    (tmp_path / "data" / "index.sqlite").write_bytes((stick / "index.sqlite").read_bytes())
    file = downloaded(decide, stick / "found" / "report.html", (photos / "a.png", "Anna", "no"))
    stick.rename(other)
    done = run("apply", file, "--index", other / "index.sqlite")
    assert done.code == 0, done.err
    assert not (other / "found" / "Anna" / "a.png").exists()


def test_where_the_copies_are_not_there_now_that_is_said(
    run: Run, known: Path, photos: Path, decide: Decide, tmp_path: Path
) -> None:
    target = tmp_path / "found"
    run("find", "-k", known, "-i", photos, "--copy-to", target)
    file = downloaded(decide, target / "report.html", (photos / "a.png", "Anna", "no"))
    target.rename(tmp_path / "unplugged")
    done = apply(run, tmp_path, file)
    assert done.code == 10
    assert f"1 wrong copy may still be in '{target}', which is not there now" in done.err
    done = apply(run, tmp_path, file, "--copy-to", tmp_path / "unplugged")
    assert done.code == 0
    assert not (tmp_path / "unplugged" / "Anna" / "a.png").exists()


def test_a_report_without_copies_leaves_none_to_remove(
    run: Run, known: Path, photos: Path, decide: Decide, tmp_path: Path
) -> None:
    page = tmp_path / "page"
    run("find", "-k", known, "-i", photos, "--report", page)
    file = downloaded(decide, page / "report.html", (photos / "a.png", "Anna", "no"))
    assert apply(run, tmp_path, file).code == 0


def test_decisions_that_are_dropped_on_the_program_take_effect(  # noqa: PLR0917 - fixtures
    run: Run,
    known: Path,
    photos: Path,
    decide: Decide,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("FACEFINDER_DATA_DIR", str(tmp_path / "data"))
    target = tmp_path / "found"
    run("find", "-k", known, "-i", photos, "--copy-to", target)
    file = downloaded(decide, target / "report.html", (photos / "a.png", "Anna", "no"))
    done = run(file)
    assert done.code == 0, done.err
    assert not (target / "Anna" / "a.png").exists()


def test_a_copy_that_the_user_changed_stays(
    run: Run, known: Path, photos: Path, decide: Decide, tmp_path: Path
) -> None:
    target = tmp_path / "found"
    run("find", "-k", known, "-i", photos, "--copy-to", target)
    with (target / "Anna" / "a.png").open("ab") as file:
        file.write(b"my notes")
    done = apply(run, tmp_path, decide((photos / "a.png", "Anna", "no")), "--copy-to", target)
    assert (target / "Anna" / "a.png").is_file()
    assert "it was changed after it was copied; delete it by hand" in done.err
    assert f"1 wrong copy is still in '{target}'" in done.err
    assert done.code == 10


def test_learned_faces_are_references_until_unlearned(
    run: Run, known: Path, photos: Path, decide: Decide, tmp_path: Path
) -> None:
    paint(photos / "d.png", BLUE, GREEN)
    run("find", "-k", known, "-i", photos)
    apply(run, tmp_path, decide((photos / "c.png", "Anna", "yes")), "--learn")
    loose = ("--threshold", "0.7")  # half the way from blue to red
    names = {name for _, _, name in found(run("find", "-k", known, "-i", photos, *loose))}
    assert "d.png" in names
    assert "Anna: 1 photo and 1 learned face\n" in run("find", "-k", known, "-i", photos).err
    listed = run("decisions", "--data-dir", tmp_path / "data")
    assert listed.out == "Anna\t1 confirmed\t0 rejected\t1 used as references\n"
    run("decisions", "--unlearn", "Anna", "--data-dir", tmp_path / "data")
    names = {name for _, _, name in found(run("find", "-k", known, "-i", photos, *loose))}
    assert "d.png" not in names
    assert "c.png" in names
    run("decisions", "--forget", "Anna", "--data-dir", tmp_path / "data")
    assert "c.png" not in {n for _, _, n in found(run("find", "-k", known, "-i", photos))}


def test_a_decision_counts_however_the_name_is_spelled(
    run: Run, photos: Path, decide: Decide, tmp_path: Path
) -> None:
    paint(tmp_path / "one" / "Jörg" / "1.png", RED)
    paint(tmp_path / "two" / "JÖRG" / "1.png", RED)
    search = ("find", "-i", photos, "--copy-to", tmp_path / "found")
    run(*search, "-k", tmp_path / "one")
    rejected = decide((photos / "a.png", "Jörg", "no"), (photos / "c.png", "Jörg", "yes"))
    apply(run, tmp_path, rejected, "--learn")
    done = run(*search, "-k", tmp_path / "two")
    assert set(found(done)) == {("JÖRG", "sure", "c.png"), ("JÖRG", "sure", "b ü.png")}
    folders = {path.name for path in (tmp_path / "found").iterdir() if path.is_dir()}
    assert folders & {"Jörg", "JÖRG"} == {"Jörg"}
    apply(run, tmp_path, decide((photos / "a.png", "jo\u0308rg", "yes")))
    listed = run("decisions", "--data-dir", tmp_path / "data")
    assert listed.out == "Jörg\t2 confirmed\t0 rejected\t1 used as references\n"
    assert run("decisions", "--forget", "jörg", "--data-dir", tmp_path / "data").code == 0
    assert "Nothing" in run("decisions", "--data-dir", tmp_path / "data").out


def test_a_named_group_is_a_person_to_look_for(
    run: Run, known: Path, photos: Path, decide: Decide, tmp_path: Path
) -> None:
    run("find", "-k", known, "-i", photos)
    faces = tuple(stored_faces(tmp_path)["c.png"])
    apply(run, tmp_path, decide(groups=(NamedGroup("g1", "Blue Bob", faces),)))
    assert found(run("find", "-i", photos)) == [("Blue Bob", "sure", "c.png")]


def test_without_anybody_to_look_for_it_is_said(run: Run, photos: Path) -> None:
    done = run("find", "-i", photos)
    assert done.code == 2
    assert "nobody to look for" in done.err


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda c: c["decisions"][0].update(verdict="no"), "changed after"),
        (lambda c: c["decisions"][0].update(person="Eve"), "changed after"),
        (lambda c: c["decisions"].clear(), "changed after"),
        (lambda c: c["decisions"][0].update(verdict="perhaps"), "not what it should be"),
        (lambda c: c["decisions"][0].update(face="../x"), "not what it should be"),
        (lambda c: c["decisions"][0].update(photo="/a\0"), "not what it should be"),
        (lambda c: c["decisions"][0].pop("photo"), "missing"),
        (lambda c: c.update(schema=2), "another version"),
        (lambda c: c.update(program="else"), "not made by"),
        (lambda c: c.update(decisions=5), "not what it should be"),
    ],
)
def test_a_changed_or_foreign_file_is_refused(  # noqa: PLR0917 - fixtures
    run: Run,
    known: Path,
    photos: Path,
    decide: Decide,
    tmp_path: Path,
    change: Callable[[dict[str, Any]], object],
    reason: str,
) -> None:
    run("find", "-k", known, "-i", photos)
    file = decide((photos / "a.png", "Anna", "yes"))
    content = json.loads(file.read_text("utf-8"))
    change(content)
    file.write_text(json.dumps(content), "utf-8")
    done = apply(run, tmp_path, file)
    assert done.code == 2
    assert reason in done.err
    assert run("decisions", "--data-dir", tmp_path / "data").out == "Nothing was decided yet.\n"


@pytest.mark.parametrize("content", [b"", b"\x00\xff", b"[]", b"[" * 100_000, b'{"schema": 1}'])
def test_rubbish_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "decisions.json").write_bytes(content)
    with pytest.raises(UsageError, match="is refused"):
        read_decisions(tmp_path)


def test_half_a_character_in_a_name_is_read_as_a_browser_writes_it(
    run: Run, known: Path, photos: Path, decide: Decide, tmp_path: Path
) -> None:
    run("find", "-k", known, "-i", photos)
    done = apply(run, tmp_path, decide((photos / "a.png", "A\ud800", "yes")))
    assert done.code == 0
    assert "A\ufffd: 1 confirmed, 0 rejected" in done.err


@needs(DEVICES)
def test_a_file_without_an_end_is_not_waited_for() -> None:
    with pytest.raises(UsageError, match="it is not a regular file"):
        read_decisions(Path("/dev/zero"))


def test_decisions_about_another_index_are_refused(
    run: Run, known: Path, photos: Path, decide: Decide, tmp_path: Path
) -> None:
    run("find", "-k", known, "-i", photos)
    file = decide((photos / "c.png", "Anna", "yes"))
    (tmp_path / "data" / "index.sqlite").unlink()
    paint(tmp_path / "other" / "x.png", GREEN)
    run("find", "-k", known, "-i", tmp_path / "other")
    done = apply(run, tmp_path, file)
    assert done.code == 2
    assert "does not know" in done.err


def test_a_photo_that_was_replaced_is_not_copied(
    run: Run, known: Path, photos: Path, decide: Decide, tmp_path: Path
) -> None:
    run("find", "-k", known, "-i", photos)
    file = decide((photos / "c.png", "Anna", "yes"))
    paint(photos / "c.png", GREEN, BLUE)
    done = apply(run, tmp_path, file, "--copy-to", tmp_path / "found")
    assert done.code == 10
    assert not (tmp_path / "found" / "Anna").exists()


def test_an_index_of_the_first_version_is_brought_up_to_date(tmp_path: Path) -> None:
    path = tmp_path / "old.sqlite"
    with sqlite3.connect(path) as connection:
        for statement in MIGRATIONS[0]:
            connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute("PRAGMA user_version = 1")
        connection.execute("INSERT INTO engine VALUES (1, 'x', 'y')")
    connection.close()
    now = connect(path, 1.0)
    assert now.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
    assert now.execute("SELECT * FROM engine").fetchall() == [(1, "x", "y")]
    assert now.execute("SELECT count(*) FROM decision").fetchone() == (0,)
    now.close()


SIDES = st.floats(1, 5000)


@given(st.binary(min_size=8, max_size=32), SIDES, SIDES, SIDES, SIDES)
def test_a_face_is_found_again_by_its_id(
    digest: bytes, x: float, y: float, w: float, h: float
) -> None:
    w, h = w + 8, h + 8
    parsed, box = parse_face_id(face_id(digest, Box(x, y, w, h)))
    assert parsed == digest
    assert same_face(box, [(x + 2 * w, y, w, h), (x, y, w, h)]) == 1
    assert same_face(box, [(x + 2 * w, y, w, h)]) is None


def test_the_checksum_takes_broken_names_as_a_browser_does() -> None:
    face = Decision("\udcff", "ab:1,2,3,4", yes=True)
    same = Decision("\ufffd", "ab:1,2,3,4", yes=True)
    assert checksum("r", [face], []) == checksum("r", [same], [])
