"""The index as a file: whose it is, who may use it, and what happens when somebody is killed."""

import signal
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from itertools import chain
from pathlib import Path

import pytest

from facefinder.errors import IndexFileError, OutputError
from facefinder.index.file import APPLICATION_ID, MIGRATIONS
from facefinder.index.index import open_index
from facefinder.index.moved import root_key
from facefinder.records.photos import Failed, Photo, Scanned
from facefinder.records.videos import Moment, Pace
from tests.support.needs import MODES, SIGNALS, needs, skip_here
from tests.support.scanned import PHOTO, never, scanned_photo

REPOSITORY = Path(__file__).resolve().parents[2]


@needs(MODES)
def test_only_the_owner_can_read_it(tmp_path: Path) -> None:
    path = tmp_path / "data" / "index.db"
    with open_index(path, "engine", "") as index:
        index.add([scanned_photo(PHOTO)])
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_no_absolute_path_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "index.db"
    with open_index(path, "engine", "") as index:
        index.add([scanned_photo(replace(PHOTO, root="/home/somebody/private"))])
    assert b"somebody" not in path.read_bytes()


def test_a_second_run_waits_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "index.db"
    with open_index(path, "engine", ""):
        for _ in range(2):
            with pytest.raises(IndexFileError, match="in use by another run"):
                open_index(path, "engine", "", wait_seconds=0.1)
    with open_index(path, "engine", "", wait_seconds=0.1):
        pass


CROWD = """
import sys
from pathlib import Path
from facefinder.index.moved import root_key
from facefinder.index.index import open_index
with open_index(Path(sys.argv[1]), "engine", "", wait_seconds=60) as index:
    print("in", flush=True)
"""


@pytest.mark.slow
def test_several_that_start_at_once_go_in_turn(tmp_path: Path) -> None:
    programs = [
        subprocess.Popen(
            [sys.executable, "-c", CROWD, tmp_path / "index.db"],
            cwd=REPOSITORY,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for _ in range(8)
    ]
    assert [program.communicate()[0] for program in programs] == ["in\n"] * 8


KILLED = """
import itertools, os, signal, sys
from dataclasses import replace
from itertools import chain
from pathlib import Path
from facefinder.index.moved import root_key
from facefinder.index.index import open_index
from tests.support.scanned import PHOTO, scanned_photo
index = open_index(Path(sys.argv[1]), "engine", "")
index.add([scanned_photo(PHOTO)])
index._connection.execute("PRAGMA cache_size = 1")  # changes reach the file before the commit
statements = itertools.count()
def trace(statement):
    if next(statements) == 5000:  # 3,000 to forget, then 3,000 to remember
        os.kill(os.getpid(), signal.SIGKILL)
index._connection.set_trace_callback(trace)
index.add(scanned_photo(replace(PHOTO, relative=f"{i}.jpg")) for i in range(3000))
"""


@pytest.mark.slow
def test_killed_while_writing_it_keeps_what_was_done(tmp_path: Path) -> None:
    if sys.platform == "win32":
        skip_here(SIGNALS)
    path = tmp_path / "index.db"
    done = subprocess.run(
        [sys.executable, "-c", KILLED, path], cwd=REPOSITORY, check=False, capture_output=True
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert path.with_name("index.db-journal").stat().st_size > 0
    assert path.stat().st_size > 100_000
    with open_index(path, "engine", "") as index:
        others = [replace(PHOTO, relative=f"{i}.jpg") for i in range(3000)]
        assert len(index.scanned([PHOTO, *others])) == 1


def foreign(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE addresses (name TEXT)")
        connection.commit()


def newer(path: Path) -> None:
    open_index(path, "engine", "").__exit__(None, None, None)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")


def garbage(path: Path) -> None:
    path.write_bytes(b"This is not a database. " * 100)


def damaged(path: Path) -> None:
    with open_index(path, "engine", "") as index:
        index.add([scanned_photo(replace(PHOTO, relative=f"{i}.jpg")) for i in range(500)])
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xa5" * (len(content) - 4096)
    path.write_bytes(content)


def folder(path: Path) -> None:
    path.mkdir()


@pytest.mark.parametrize(
    ("make", "says_so"),
    [
        (foreign, "another program"),
        (newer, "from a newer version"),
        (garbage, "not an index"),
        (damaged, "damaged"),
        (folder, "not a file"),
    ],
)
def test_a_file_that_is_no_index_is_named_and_left_alone(
    tmp_path: Path, make: Callable[[Path], None], says_so: str
) -> None:
    path = tmp_path / "index.db"
    make(path)
    before = path.read_bytes() if path.is_file() else None
    with (
        pytest.raises(IndexFileError, match=says_so) as refused,
        open_index(path, "engine", "") as index,
    ):
        index.pending([PHOTO], content_hash=never)
    assert str(path) in refused.value.message
    assert "--index" in refused.value.advice
    assert before == (path.read_bytes() if path.is_file() else None)


def test_no_space_is_an_error_of_output(tmp_path: Path) -> None:
    with open_index(tmp_path / "index.db", "engine", "") as index:
        index.add([scanned_photo(PHOTO)])
        (pages,) = index._connection.execute("PRAGMA page_count").fetchone()
        index._connection.execute(f"PRAGMA max_page_count = {pages}")
        many = [scanned_photo(replace(PHOTO, relative=f"{i}.jpg")) for i in range(500)]
        with pytest.raises(OutputError, match="cannot be written"):
            index.add(many)
        assert len(index.scanned([PHOTO, *(o.photo for o in many)])) == 1


def test_a_place_that_cannot_be_written_is_an_error_of_output(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(OutputError, match="cannot be made"):
        open_index(tmp_path / "file" / "index.db", "engine", "")


def test_the_file_says_whose_it_is(tmp_path: Path) -> None:
    path = tmp_path / "index.db"
    open_index(path, "engine", "").__exit__(None, None, None)
    assert path.read_bytes()[68:72] == APPLICATION_ID.to_bytes(4, "big")


def test_photos_given_up_under_an_older_version_are_tried_again_with_a_higher_limit(
    tmp_path: Path,
) -> None:
    path = tmp_path / "old.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        for statement in chain.from_iterable(MIGRATIONS[:2]):
            connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute("PRAGMA user_version = 2")
        connection.execute("INSERT INTO engine VALUES (1, 'engine', '')")
        reasons = {"slow.jpg": "it takes longer than 2.5 seconds", "bad.jpg": "the file is damaged"}
        for name, reason in reasons.items():
            connection.execute(
                "INSERT INTO photo VALUES (NULL, 1, ?, 1, 1, ?, NULL, NULL, NULL, ?,"
                " 0, x'', x'', x'')",
                (name.encode(), root_key(Photo("root", name, 1, 1)), reason),
            )
        connection.commit()
    slow, bad = (Photo("root", name, 1, 1) for name in reasons)
    with open_index(path, "engine", "") as index:
        assert index.failures([slow, bad]) == [
            Failed(slow, reasons["slow.jpg"], seconds=2.5),
            Failed(bad, reasons["bad.jpg"]),
        ]
        assert index.pending([slow, bad], content_hash=never, seconds=2.5) == []
        assert index.pending([slow, bad], content_hash=never, seconds=3) == [slow]


def test_files_that_may_hold_several_pictures_are_read_once_more(tmp_path: Path) -> None:
    """Only their first one was read by earlier versions; all others stay known."""
    path = tmp_path / "old.sqlite"
    names = ["a.jpg", "b.TIF", "c.tiff", "d.heic", "e.mpo", "f.tif.png", "g"]
    photos = [replace(PHOTO, relative=name) for name in names]
    with closing(sqlite3.connect(path)) as connection:
        for statement in chain.from_iterable(MIGRATIONS[:4]):
            connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute("PRAGMA user_version = 4")
        connection.execute("INSERT INTO engine VALUES (1, 'engine', '')")
        for photo in photos:
            key = root_key(photo), photo.relative.encode(), photo.size, photo.mtime_ns
            connection.execute(
                "INSERT INTO photo (engine_id, root, relative, size, mtime_ns, content_hash,"
                " width, height, faces, numbers, landmarks, vectors)"
                " VALUES (1, ?, ?, ?, ?, ?, 4, 3, 0, x'', x'', x'')",
                (*key, bytes(16)),
            )
        connection.commit()
    with open_index(path, "engine", "") as index:
        unknown = [one.relative for one in index.pending(photos, content_hash=lambda _: None)]
        assert unknown == ["b.TIF", "c.tiff", "d.heic", "e.mpo"]
        assert [one.width for one in index.scanned(photos).values()] == [4, 4, 4]


def test_videos_are_asked_once_more_when_they_were_taken(tmp_path: Path) -> None:
    path = tmp_path / "old.sqlite"
    names = ["VID_20180722_143001.MP4", "a.mkv", "b.jpg", "c.mp4.jpg", "d.MTS", "e.avi", "f.wmv"]
    photos = [replace(PHOTO, relative=name) for name in names]
    with open_index(path, "engine", "") as index:
        index.add_dates(dict.fromkeys(photos, "2018-07-22"))
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("ALTER TABLE report DROP COLUMN search")
        connection.execute("PRAGMA user_version = 10")
    with open_index(path, "engine", "") as index:
        assert [photo.relative for photo in index.dates(photos)] == ["b.jpg", "c.mp4.jpg"]


def test_videos_are_read_once_more_that_another_library_read(tmp_path: Path) -> None:
    path = tmp_path / "old.sqlite"
    reasons = {
        "a.webm": "its pictures are packed in a way that facefinder cannot unpack (AV1)",
        "b.mts": "its pictures come out empty, as those of interlaced videos do on this system",
        "c.mp4": "facefinder finds no pictures in this video: it is damaged, or of another kind",
        "d.jpg": "the file is damaged or cut off",
    }
    bad = [Failed(replace(PHOTO, relative=name), reason) for name, reason in reasons.items()]
    photo, film = (replace(PHOTO, relative=name) for name in ("e.jpg", "f.mp4"))
    good = Scanned(photo, 4, 3, bytes(16), ()), Scanned(film, 4, 3, bytes(16), (), pace=Pace())
    with open_index(path, "engine", "") as index:
        index.add([*bad, *good])
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) - 2}")
    files = [*(one.photo for one in bad), photo, film]
    with open_index(path, "engine", "") as index:
        unknown = [one.relative for one in index.pending(files, content_hash=lambda _: None)]
    assert unknown == ["a.webm", "b.mts", "c.mp4", "f.mp4"]


def test_moments_are_read_once_more_that_showed_everybody(tmp_path: Path) -> None:
    path = tmp_path / "old.sqlite"
    film = replace(PHOTO, relative="f.mp4")
    (moment,), (page,) = film.others(1, [Moment(1440)]), PHOTO.others(2)
    old = [
        Scanned(film, 4, 3, bytes(16), (), moments=(Moment(1440),), pace=Pace()),
        *(Scanned(one, 4, 3, bytes(16), ()) for one in (moment, page)),
    ]
    with open_index(path, "engine", "") as index:
        index.add(old)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) - 1}")
    with open_index(path, "engine", "") as index:
        assert index.pending([film, moment, page], content_hash=lambda _: None) == [film, moment]
