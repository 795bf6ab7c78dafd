"""Decisions after a search do what the search would have done with them."""

import json
import shutil
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from facefinder.cli.main import main
from facefinder.deliver.manifest import Manifest
from facefinder.index.decisions import opened, store
from facefinder.index.file import transaction
from facefinder.records.people import Decision
from tests.conftest import FAKE_ENGINE
from tests.support.decided import decisions_file, stored_faces
from tests.support.fakes import BLUE, GREEN, RED, paint

NEAR_BLUE, NEAR_RED = (0, 145, 255), (255, 145, 0)
PHOTOS = {
    "both": (RED, BLUE),
    "perhaps": (RED, NEAR_BLUE),
    "nearly": (NEAR_RED, (0, 140, 255)),
    "anna": (RED, (10, 10, 10)),
    "ben": ((1, 0, 255),),
    "ben-edited": ((3, 0, 255),),
    "strangers": (GREEN, (0, 250, 0)),
    "three": ((250, 0, 0), (0, 0, 250), (0, 240, 0)),
}
FACES = [(name, number) for name, colours in PHOTOS.items() for number in range(len(colours))]
OPTIONS = ("--together", "--only", "--largest", "--copy-check", "--sidecar", "--strictness=strict")


@pytest.fixture(scope="module")
def album(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two people, photos of them in all ways, and an index in which the photos are read."""
    folder = tmp_path_factory.mktemp("album")
    for name, colours in PHOTOS.items():
        paint(folder / "photos" / f"{name}.png", *colours)
    paint(folder / "known" / "Anna" / "1.png", RED)
    paint(folder / "known" / "Ben" / "1.png", BLUE)
    (folder / "data").mkdir()
    assert find(folder, folder / "data" / "index.sqlite") == 0
    return folder


def find(album: Path, index: Path, *options: str | Path) -> int:
    words = ("find", "-q", "-k", album / "known", "-i", album / "photos", "--index", index)
    return main([str(word) for word in (*words, *FAKE_ENGINE, "-p", "0", *options)])


def content(folder: Path) -> dict[str, bytes]:
    """All copies, and what is told of them but for the time."""
    files = (one for one in folder.rglob("*") if one.is_file() and one.name != "manifest.csv")
    rows = sorted(row._replace(time="", distance="") for row in Manifest(folder).rows)
    there = {one.relative_to(folder).as_posix(): one.read_bytes() for one in files}
    return there | {"manifest.csv": json.dumps(rows).encode()}


def faces_in(folder: Path) -> list[list[str]]:
    """Whose faces are there, of which photos, and each picture once.

    A picture that several photos give has the name of the one that came first, which depends on
    what was found before, and stays.
    """
    rows = Manifest(folder).rows
    named = {
        row.copy: {
            f"{one.person} {Path(one.source).stem}.jpg" for one in rows if one.copy == row.copy
        }
        for row in rows
    }
    assert all(copy in names for copy, names in named.items())
    there = {one.name for one in folder.glob("*")} - {"manifest.csv"}
    assert there == named.keys()
    assert len({row.sha256 for row in rows}) == len(there)
    for row in rows:
        assert sha256((folder / row.copy).read_bytes()).hexdigest() == row.sha256
    return sorted([one.person, one.source, one.sha256, one.verdict] for one in rows)


decided = st.lists(
    st.tuples(st.sampled_from(FACES), st.sampled_from(["Anna", "Ben"]), st.booleans()),
    min_size=1,
    max_size=5,
    unique_by=lambda one: one[:2],
)


@pytest.mark.slow
@settings(max_examples=10)
@example(
    said=[(("perhaps", 1), "Ben", True)], options={"--together", "--strictness=strict"}, learn=False
)
@example(said=[(("both", 1), "Ben", False)], options={"--only", "--sidecar"}, learn=False)
@example(said=[(("nearly", 1), "Ben", True)], options={"--copy-check"}, learn=True)
@example(said=[(("ben", 0), "Ben", False)], options={"--largest"}, learn=False)
@example(said=[(("nearly", 1), "Anna", True)], options={*OPTIONS[:5]}, learn=False)
@example(said=[(("anna", 0), "Anna", True)], options=set(), learn=False)
@example(said=[(("anna", 0), "Ben", True)], options={"--only", "--together"}, learn=False)
@given(said=decided, options=st.sets(st.sampled_from(OPTIONS)), learn=st.booleans())
def test_to_decide_after_a_search_is_as_good_as_before_it(
    album: Path, said: list[tuple[tuple[str, int], str, bool]], options: set[str], learn: bool
) -> None:
    faces = stored_faces(album)
    decisions = [
        (album / "photos" / f"{name}.png", Decision(who, faces[f"{name}.png"][number], yes))
        for (name, number), who, yes in said
    ]
    with TemporaryDirectory() as folder:
        place = Path(folder)
        before, after = place / "before", place / "after"
        for one in (before, after):
            shutil.copytree(album / "data", one)
        with opened(before / "index.sqlite") as connection, transaction(connection):
            store(connection, [replace(d, learned=learn and d.yes) for _, d in decisions])
        results = [place / "1", place / "2"]
        for index, to in zip((before, after), results, strict=True):
            to.mkdir()
            more: tuple[str | Path, ...] = ("--copy-to", to / "copies", "--no-report")
            more = (*more, "--crops", to / "faces", *sorted(options))
            assert find(album, index / "index.sqlite", *more) == 0
        file = decisions_file(place / "decisions.json", decisions)
        words = ["apply", file, "--index", after / "index.sqlite", "--copy-to"]
        words += [results[1] / "copies", "-q"]
        for _ in range(2):  # and a second time is as good as none
            assert main([*map(str, words), *(["--learn"] if learn else [])]) == 0
            assert content(results[1] / "copies") == content(results[0] / "copies")
            assert faces_in(results[1] / "faces") == faces_in(results[0] / "faces")


@pytest.mark.slow
def test_the_faces_follow_decisions_and_what_is_deleted_among_the_copies(
    album: Path, tmp_path: Path
) -> None:
    shutil.copytree(album / "data", tmp_path / "data")
    index, copies, faces = (tmp_path / name for name in ("data/index.sqlite", "copies", "faces"))
    more = ("--copy-to", copies, "--crops", faces, "--no-report")
    find(album, index, *more)
    there = {"Anna three.jpg", "Ben both.jpg", "Ben three.jpg"}
    assert there <= set(content(faces))
    photo = album / "photos" / "both.png"
    decision = Decision("Ben", stored_faces(album)["both.png"][0], yes=False)
    file = decisions_file(tmp_path / "decisions.json", [(photo, decision)])
    main([str(one) for one in ("apply", file, "--index", index, "--copy-to", copies)])
    assert there - set(content(faces)) == {"Ben both.jpg"}
    (copies / "Anna" / "three.png").unlink()
    find(album, index, *more)
    assert there - set(content(faces)) == {"Ben both.jpg", "Anna three.jpg"}


@pytest.mark.slow
@pytest.mark.parametrize("other", ["photos", "people"])
def test_what_is_confirmed_is_copied_where_the_last_search_was_about_something_else(
    album: Path, tmp_path: Path, other: str
) -> None:
    """Another search filled the same folder, or Ben's photos have been put away since."""
    shutil.copytree(album / "data", tmp_path / "data")
    index, copies = tmp_path / "data" / "index.sqlite", tmp_path / "copies"
    find(album, index, "--copy-to", copies)
    there = {"photos": album / "photos", "people": album / "known"}
    there[other] = tmp_path / other
    paint(tmp_path / "photos" / "more.png", RED, (20, 20, 20))
    shutil.copytree(album / "known" / "Anna", tmp_path / "people" / "Anna")
    words = ["find", "-q", "-k", there["people"], "-i", there["photos"], "--index", index]
    assert main([*map(str, words), *FAKE_ENGINE, "-p", "0", "--copy-to", str(copies)]) == 0
    before = set(content(copies))
    assert "Ben/perhaps.png" not in before
    decision = Decision("Ben", stored_faces(album)["perhaps.png"][1], yes=True)
    photo = album / "photos" / "perhaps.png"
    file = decisions_file(tmp_path / "decisions.json", [(photo, decision)])
    for _ in range(2):  # and a second time is as good as none
        main([str(one) for one in ("apply", file, "--index", index, "--copy-to", copies)])
        assert set(content(copies)) - before == {"Ben/perhaps.png"}
