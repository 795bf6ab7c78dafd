"""Files that the user names for results: nothing of somebody else's is overwritten or renamed."""

import json
import zipfile
from pathlib import Path

import pytest

from facefinder.commands.replaced import require_index, require_replaceable
from facefinder.errors import OutputError
from facefinder.settings import Outputs
from tests.conftest import WIDE_ENGINE, Run
from tests.support.needs import LINKS, needs

FILM = b"\0\0\0\x20ftypisom" + b"\0" * 300
TAKEOUT = b'{\n  "title": "IMG_1.jpg",\n  "photoTakenTime": {}\n}'
DECISIONS = b'{\n "schema": 1,\n "program": "facefinder",\n "report": "x"\n}'
SOURCES = {
    "film.mts": b"\x47\x40\0\x10" * 100,
    "IMG_1.mov": FILM,
    "photos.zip": b"PK\x03\x04" + b"\0" * 200,
    "photos.txz": b"\xfd7zXZ\0" + b"\0" * 200,
    "IMG_1.jpg.json": TAKEOUT,
    "IMG_1.xmp": b'<x:xmpmeta xmlns:x="adobe:ns:meta/"/>',
    "decisions.json": DECISIONS,
    "list.csv": b"source,copy,sha256,person,distance,verdict,time\n",
    "notes": b"mine",
}


def named(option: str, file: Path) -> Outputs:
    return Outputs(csv=str(file)) if option == "csv" else Outputs(json=str(file))


@pytest.fixture(params=SOURCES)
def source(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    place = tmp_path / str(request.param)
    place.write_bytes(SOURCES[place.name])
    return place


@pytest.mark.parametrize("option", ["csv", "json"])
def test_no_result_takes_the_place_of_a_source(source: Path, option: str) -> None:
    with pytest.raises(OutputError, match="was not made by facefinder"):
        require_replaceable(named(option, source))


@pytest.mark.parametrize(
    ("option", "other", "content"),
    [
        ("csv", "json", b"person,verdict,distance,path,root,x,y,w,h,score\n"),
        ("csv", "json", b"\xef\xbb\xbfperson,verdict,distance,probability,path\n"),
        ("json", "csv", b'{\n "schema": 1,\n "version": "0.1",\n "engine": {\n  "detector": "x"'),
        ("json", "csv", b'{"schema":2,"version":"1.0","engine":{"detector":"x"}}'),
    ],
)
def test_what_any_version_wrote_is_replaced_by_the_like(
    tmp_path: Path, option: str, other: str, content: bytes
) -> None:
    earlier = tmp_path / "earlier"
    earlier.write_bytes(content)
    require_replaceable(named(option, earlier))
    with pytest.raises(OutputError):
        require_replaceable(named(other, earlier))


def test_an_empty_file_and_none_are_no_obstacle(tmp_path: Path) -> None:
    empty = tmp_path / "empty.mts"
    empty.touch()
    for name in (str(empty), str(tmp_path / "new"), "-", "/dev/null"):
        require_replaceable(Outputs(csv=name))
    require_index(empty)
    require_index(tmp_path / "new.mts")


@needs(LINKS)
def test_a_link_to_a_source_is_refused(tmp_path: Path) -> None:
    (tmp_path / "IMG_1.mov").write_bytes(FILM)
    (tmp_path / "out.json").symlink_to(tmp_path / "IMG_1.mov")
    with pytest.raises(OutputError):
        require_replaceable(Outputs(json=str(tmp_path / "out.json")))


@pytest.mark.parametrize("name", [name for name in SOURCES if name != "notes"])
def test_a_source_is_no_damaged_index(tmp_path: Path, name: str) -> None:
    source = tmp_path / name
    source.write_bytes(SOURCES[name])
    with pytest.raises(OutputError, match="was not made by facefinder"):
        require_index(source)


@pytest.mark.parametrize("content", [FILM, SOURCES["photos.zip"]], ids=["film", "archive"])
def test_nor_is_one_without_its_name(tmp_path: Path, content: bytes) -> None:
    source = tmp_path / "rescued.db"
    source.write_bytes(content)
    with pytest.raises(OutputError):
        require_index(source)


@pytest.mark.parametrize("name", ["index.sqlite", "faces.db", "faces", "index.sqlite.bak"])
def test_a_damaged_index_may_begin_with_anything(tmp_path: Path, name: str) -> None:
    index = tmp_path / name
    for content in (b"\0" * 4096, b"\x55" * 4096, b"SQLite format 3\0"):
        index.write_bytes(content)
        require_index(index)


@pytest.mark.slow
def test_searches_replace_only_their_own_files(
    run: Run, known: Path, photos: Path, tmp_path: Path
) -> None:
    with zipfile.ZipFile(photos / "more.zip", "w") as archive:
        archive.writestr("x.txt", "x" * 200)
    theirs = photos / "more.zip"
    before = theirs.read_bytes()
    where = ("-i", photos, "-p", "0")
    find, groups = ("find", "-k", known, *where), ("groups", *where, *WIDE_ENGINE)
    for words in (
        (*find, "--csv", theirs),
        (*find, "--json", theirs),
        (*groups, "--json", theirs),
        (*find, "--index", theirs),
        (*find, "--index", theirs, "--rebuild"),
        (*groups, "--index", theirs, "--rebuild"),
        ("explain", photos / "x.png", "-k", known, "--index", theirs, "--rebuild"),
    ):
        done = run(*words)
        assert (done.code, done.out) == (6, "")
        assert f"'{theirs}' was not made by facefinder. Move that file away, or" in done.err
    assert theirs.read_bytes() == before
    assert not list(photos.glob("*aside*"))
    for _ in range(2):
        done = run(*find, "--csv", tmp_path / "x.csv", "--json", tmp_path / "x.json")
        assert done.code == 0
        assert run(*groups, "--json", tmp_path / "g.json").code == 0
    assert json.loads((tmp_path / "x.json").read_text())["schema"]


@pytest.mark.slow
def test_an_index_may_have_any_name(run: Run, known: Path, photos: Path, tmp_path: Path) -> None:
    index = tmp_path / "faces.log"
    for more in ((), (), ("--rebuild",)):
        done = run("find", "-k", known, "-i", photos, "-p", "0", "--index", index, *more)
        assert done.code == 0
