"""An index that a search cannot use: whose it is, and what becomes of it."""

import contextlib
import sqlite3
from pathlib import Path

import pytest

from facefinder.index.index import open_index
from tests.conftest import Run
from tests.support.fakes import RED, paint
from tests.support.searches import many

pytestmark = pytest.mark.slow


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    paint(tmp_path / "known" / "Anna" / "1.png", RED)
    paint(tmp_path / "photos" / "000.png", RED)
    return tmp_path / "photos"


def test_the_second_run_on_one_index_says_so(run_alone: Run, photos: Path) -> None:
    words = ("find", "-k", photos.parent / "known", "-i", photos)
    assert run_alone(*words).code == 0
    with open_index(photos.parent / "data" / "index.sqlite", "e", "e"):
        done = run_alone(*words)
    assert done.code == 5
    assert "in use by another run" in done.err
    assert run_alone(*words).code == 0


@pytest.mark.parametrize("kind", ["rubbish", "foreign", "inside", "cut off"])
def test_an_unusable_index_is_set_aside_when_the_user_agrees(
    run: Run, photos: Path, kind: str
) -> None:
    many(photos, 60, RED)
    words = ("find", "-k", photos.parent / "known", "-i", photos)
    index = photos.parent / "data" / "index.sqlite"
    run(*words)
    if kind == "foreign":
        index.unlink()
        with contextlib.closing(sqlite3.connect(index)) as other:
            other.execute("CREATE TABLE diary (text)")
    elif kind == "cut off":
        index.write_bytes(index.read_bytes()[:5000])
    else:
        content = bytearray(index.read_bytes())
        content[0 if kind == "rubbish" else 4096 :] = b"\x55" * 4096
        index.write_bytes(content)
    before = index.read_bytes()
    done = run(*words)
    assert done.code == 5
    assert str(index) in done.err
    assert "--rebuild" in done.err
    assert index.read_bytes() == before
    done = run(*words, "--rebuild")
    assert done.code == 0
    (aside,) = index.parent.glob("index.sqlite.aside-*")
    assert str(aside) in done.err
    assert aside.read_bytes() == before
    assert run(*words, "--rebuild").code == 0
    assert len(list(index.parent.glob("*aside*"))) == 1, "a good index stays"


def test_a_newer_index_is_refused_whatever_the_user_says(run: Run, photos: Path) -> None:
    words = ("find", "-k", photos.parent / "known", "-i", photos)
    run(*words)
    index = photos.parent / "data" / "index.sqlite"
    with contextlib.closing(sqlite3.connect(index)) as newer:
        newer.execute("PRAGMA user_version = 99")
    before = index.read_bytes()
    for more in ((), ("--rebuild",)):
        done = run(*words, *more)
        assert done.code == 5
        assert "newer" in done.err
    assert index.read_bytes() == before
