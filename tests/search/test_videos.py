"""A video is searched at some moments of it; a person is in it once, with the times."""

import csv
import json
import sqlite3
import struct
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from facefinder.decode.picture import read_picture
from facefinder.decode.video import UNREADABLE
from facefinder.deliver.copies import copy_photos
from facefinder.errors import PeopleError, UsageError
from facefinder.index.blobs import unpack
from facefinder.index.index import open_index
from facefinder.records.faces import ImageArray, face_id
from facefinder.records.people import Decision
from facefinder.records.videos import Pace
from facefinder.scan import video as video_module
from facefinder.search.engine import choose
from facefinder.search.explain import explain
from facefinder.search.people import Result
from facefinder.settings import EngineChoice, Limits, Work
from facefinder.sources import archives
from tests.conftest import Run
from tests.support.archive_files import ENDINGS, pack
from tests.support.decided import decisions_file
from tests.support.fakes import (
    BLUE,
    ENGINE,
    GREEN,
    KILLS,
    LIMITS_SECONDS,
    RED,
    SLEEPS,
    SQUARE_PX,
    Colour,
    paint,
)
from tests.support.folders import put
from tests.support.in_this_process import search, settings_of
from tests.support.needs import MODES, needs
from tests.support.recorder import Recorder
from tests.support.videos import RATE, cut, film, filmed, slowed

Found = list[tuple[str, str, tuple[int, ...]]]


def found(result: Result) -> Found:
    return sorted((m.person, m.photo.relative, m.moments) for m in result.matches)


@pytest.fixture
def video(tmp_path: Path) -> Path:
    """Anna, then nobody, Ben beside somebody else, and Anna again; half a minute in all."""
    scenes = [(6, [RED]), (6, []), (6, [GREEN, BLUE]), (6, []), (6, [RED])]
    return film(tmp_path / "photos" / "film.avi", scenes)


WHEN = [("Anna", "film.avi", (1440, 25_440)), ("Ben", "film.avi", (13_440,))]


def test_a_person_is_in_a_video_once_with_all_the_times(
    known: Path, video: Path, tmp_path: Path
) -> None:
    index = tmp_path / "index.sqlite"
    first, listener = search(known, video, index)
    assert found(first) == WHEN
    assert [match.place for match in first.matches] == ["0:01, 0:25", "0:13"]
    assert (listener.started, listener.read, first.searched.photos) == ((1, 0), 1, 1)
    assert (listener.videos, first.searched.videos) == (1, 1)
    shares = [share for share, _ in listener.expected]
    assert shares[0] < 1 == shares[-1]  # its moments are read after it
    assert first.searched.read_in_words() == "1 video searched"
    again, listener = search(known, video, index)
    assert (found(again), listener.started, again.searched.scanned) == (WHEN, (1, 1), 0)


def test_people_who_are_together_all_the_while_are_in_a_video_at_one_time_each(
    known: Path, tmp_path: Path
) -> None:
    """Each comes nearer in another half: at the other's moment there is nothing new."""
    near, far = 2 * SQUARE_PX, SQUARE_PX

    def seen(red: int, blue: int) -> ImageArray:
        picture = np.zeros((3 * SQUARE_PX, 8 * SQUARE_PX, 3), np.uint8)
        picture[:red, :red] = RED
        picture[:blue, 4 * SQUARE_PX : 4 * SQUARE_PX + blue] = BLUE
        return picture

    half = 6 * RATE
    video = filmed(tmp_path / "in" / "two.avi", [seen(near, far)] * half + [seen(far, near)] * half)
    when = [("Anna", "two.avi", (1440,)), ("Ben", "two.avi", (7200,))]
    index = tmp_path / "index.sqlite"
    for _ in range(2):
        assert found(search(known, video, index)[0]) == when
    with closing(sqlite3.connect(index)) as connection, connection:  # as a run leaves it that ended
        assert connection.execute("DELETE FROM photo WHERE inside != ''").rowcount == 2
    assert found(search(known, video, index)[0]) == when


@pytest.mark.parametrize("kind", ["x.mkv", "x.avi", "no length.mkv"])
def test_a_film_of_a_moment_is_searched_too(known: Path, tmp_path: Path, kind: str) -> None:
    seconds = 0.5 if kind.startswith("no") else 1 / RATE
    video = film(tmp_path / "photos" / kind, [(seconds, [RED])])
    if kind.startswith("no"):
        unsaid = video.read_bytes().replace(b"\x44\x89\x88", b"\xec\x89\x88", 1)
        video.write_bytes(unsaid)
    assert found(search(known, video)[0]) == [("Anna", kind, (0,))]


@pytest.mark.parametrize("kind", ["x.mp4", "x.mkv", "x.mov"])
@pytest.mark.parametrize("begins", [4, 5.5, 22.2])
def test_who_is_in_a_short_scene_between_two_frames_is_found(
    known: Path, tmp_path: Path, kind: str, begins: float
) -> None:
    scenes: list[tuple[float, list[Colour]]] = [(begins, []), (1.2, [RED]), (30 - begins, [GREEN])]
    video = cut(tmp_path / "photos" / kind, scenes)
    ((person, _, (time,)),) = found(search(known, video)[0])
    assert (person, abs(time - 1000 * begins) <= 40) == ("Anna", True)


@pytest.mark.parametrize("others", [(5,), (6, 6), (20,)])  # such a frame comes each ten seconds
def test_who_is_in_the_scene_after_the_longest_one_is_found(
    known: Path, tmp_path: Path, others: tuple[float, ...]
) -> None:
    nobody = [(seconds, [(0, 100 + 20 * n, 0)]) for n, seconds in enumerate(others)]
    theirs: list[tuple[float, list[Colour]]] = [(3.5, [RED]), (3.5, [BLUE]), (6, [GREEN])]
    video = cut(tmp_path / "photos" / "x.mp4", [*nobody, *theirs])
    assert {person for person, _, _ in found(search(known, video)[0])} == {"Anna", "Ben"}


def test_a_face_is_where_its_moment_shows_it(known: Path, video: Path) -> None:
    result, _ = search(known, video)
    for match in result.matches:
        picture = read_picture(video, max_side_px=2048, inside=match.photo.inside)
        x, y, w, h = (round(side) for side in match.box)
        face = picture.pixels[y : y + h, x : x + w]
        assert (face == (RED if match.person == "Anna" else BLUE)).all()


def test_moments_are_known_under_another_name(known: Path, video: Path, tmp_path: Path) -> None:
    index = tmp_path / "index.sqlite"
    search(known, video, index)
    moved, listener = search(known, video.rename(tmp_path / "other.avi"), index)
    assert listener.started == (1, 1)
    assert found(moved) == [(person, "other.avi", times) for person, _, times in WHEN]


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_video_in_an_archive_is_searched_known_again_and_copied(
    known: Path, video: Path, tmp_path: Path, ending: str
) -> None:
    content, index = video.read_bytes(), tmp_path / "index.sqlite"
    archive = pack(tmp_path / f"x{ending}", {"a/1.txt": b"1", "a/film.avi": content})
    when = [(person, f"{archive.name}!/a/film.avi", times) for person, _, times in WHEN]
    first, _ = search(known, archive, index, videos=True)
    assert (found(first), first.searched.photos) == (when, 1)
    again, listener = search(known, archive, index, videos=True)
    assert (found(again), listener.started, again.searched.scanned) == (when, (1, 1), 0)
    moved = archive.rename(tmp_path / f"other{ending}")
    again, listener = search(known, moved, index, videos=True)
    assert (len(found(again)), listener.started) == (2, (1, 1))
    as_file, listener = search(known, video, index)
    assert (found(as_file), listener.started) == (WHEN, (1, 1))
    copies = copy_photos(again.matches, tmp_path / "found")
    assert (len(copies.copied), copies.failed) == (2, [])
    for person in ("Anna", "Ben"):
        assert (tmp_path / "found" / person / "film.avi").read_bytes() == content


@pytest.mark.parametrize("ending", [".tar", ".tgz"])
def test_a_video_larger_than_the_memory_is_read_where_it_lies(
    known: Path, video: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    monkeypatch.setattr(archives, "MOST_BYTES", 1000)
    archive = pack(tmp_path / f"x{ending}", {"film.avi": video.read_bytes()})
    result, _ = search(known, archive, videos=True)
    if ending == ".tar":
        assert found(result) == [(person, "x.tar!/film.avi", times) for person, _, times in WHEN]
        copies = copy_photos(result.matches, tmp_path / "found")
        assert (len(copies.copied), copies.failed) == (2, [])
    else:
        (failed,) = result.searched.skipped
        assert "more than the limit of 200 MB" in failed.reason


def test_at_another_pace_a_video_is_looked_at_again(
    known: Path, video: Path, tmp_path: Path
) -> None:
    index = tmp_path / "index.sqlite"
    search(known, video, index)
    twice = Work(workers=0, limits=Limits(pace=Pace(most=2)))
    for started in ((1, 0), (1, 1)):
        result, listener = search(known, video, index, twice)
        assert (found(result), listener.started) == ([], started)
    with closing(sqlite3.connect(index)) as connection:
        rows = connection.execute("SELECT inside FROM photo WHERE relative = ?", (b"film.avi",))
        assert rows.fetchall() == [("",)]


def test_a_decision_about_one_moment_leaves_the_others(
    known: Path, video: Path, tmp_path: Path
) -> None:
    index = tmp_path / "index.sqlite"
    result, _ = search(known, video, index)
    anna = next(match for match in result.matches if match.person == "Anna")
    engine = choose(EngineChoice(models_dir=known, detector=ENGINE.detector, model=ENGINE.model))
    with open_index(index, engine.settings.fingerprint(), engine.name) as opened:
        opened.decide([Decision("Anna", anna.face_id, yes=False)])
    result, _ = search(known, video, index)
    (other,) = anna.elsewhere
    (left,) = (match for match in result.matches if match.person == "Anna")
    assert (left.face_id, left.moments) == (other.face_id, (other.photo.moment,))


@pytest.mark.slow
def test_explain_tells_of_a_video_what_a_search_of_it_finds(known: Path, tmp_path: Path) -> None:
    """Frames that are not evenly apart, too: each moment is one frame, whoever asks."""
    folder = tmp_path / "photos"
    slowed(film(folder / "film.mp4", [(4, [RED]), (4, [GREEN, BLUE])], "mp4v"), 30, 8)
    paint(folder / "photo.png", RED)
    index = tmp_path / "index.sqlite"
    for place in (folder / "film.mp4", folder):
        result, _ = search(known, place, index, videos=True)
        wanted = {
            (one.person, one.photo.inside, one.verdict, round(one.distance, 4))
            for match in result.matches
            for one in (match, *match.elsewhere)
            if one.photo.moment is not None
        }
        assert len(wanted) >= 2
        for known_index in (index, None):  # read by the search, and read anew
            settings = settings_of(known, folder / "film.mp4", known_index)
            settings = replace(settings, inputs=(folder / "film.mp4", place))
            told = {
                (one.person, picture.outcome.photo.inside, one.verdict, round(one.distance, 4))
                for picture in explain(settings, Recorder())
                for face in picture.faces
                for one in face.judgements
                if one.verdict is not None
            }
            assert told == wanted


@pytest.mark.slow
@needs(MODES)
def test_videos_in_a_folder_that_nobody_may_change(run: Run, known: Path, video: Path) -> None:
    before = video.stat()
    video.chmod(0o400)
    video.parent.chmod(0o500)
    try:
        done = run("find", "-k", known, "-i", video.parent, "--videos")
    finally:
        video.parent.chmod(0o700)
    assert (done.code, len(done.out.splitlines())) == (0, 2)
    assert (video.stat().st_mtime_ns, list(video.parent.iterdir())) == (before.st_mtime_ns, [video])


def test_no_face_of_a_video_becomes_a_reference(known: Path, video: Path, tmp_path: Path) -> None:
    index = tmp_path / "index.sqlite"
    video.rename(known / "Anna" / "film.avi")
    result, _ = search(known, known / "Anna" / "film.avi", index)
    anna = next(match for match in result.matches if match.person == "Anna")
    assert len(result.gallery.references) == 2
    engine = choose(EngineChoice(models_dir=known, detector=ENGINE.detector, model=ENGINE.model))
    with open_index(index, engine.settings.fingerprint(), engine.name) as opened:
        opened.decide([Decision("Anna", anna.face_id, yes=True, learned=True)])
        assert opened.learned() == []


@pytest.mark.parametrize("name", ["film.avi", "film.jpg", "film"])
def test_a_file_named_as_a_reference_is_none_if_it_is_a_video(
    known: Path, video: Path, name: str
) -> None:
    named = video.rename(video.with_name(name))
    with pytest.raises(PeopleError, match=rf"{name}: it is a video; faces of videos never become"):
        search(named, known / "Anna")


def test_a_video_that_is_called_like_a_photo_is_searched_where_videos_are(
    known: Path, video: Path, tmp_path: Path
) -> None:
    index, named = tmp_path / "index.sqlite", video.rename(video.with_suffix(".jpg"))
    result, _ = search(known, named.parent, index)
    (failed,) = result.searched.skipped
    assert failed.reason == "it is a video that is called like a photo; --videos searches it"
    assert result.matches == ()
    result, _ = search(known, named.parent, index, videos=True)
    assert (result.searched.skipped, {one.person for one in result.matches}) == (
        (),
        {"Anna", "Ben"},
    )


def test_videos_among_the_photos_of_a_person_are_told_once(known: Path, video: Path) -> None:
    (known / "Carl").mkdir()
    for place in ("Anna/1.avi", "Anna/deep/2.avi", "Carl/3.avi", "4.avi"):
        put(known / place, video.read_bytes())
    result, listener = search(known, video)
    told = "faces of videos never become references"
    assert [line for line in listener.told if told in line] == [
        f"  {known / 'Anna' / '1.avi'}: it is one of 2 videos; {told}",
        f"  {known / 'Carl' / '3.avi'}: it is a video; {told}",
    ]
    assert "Not looked for, because there is no photo in the folder: Carl." in listener.told
    assert result.gallery.people == ("Anna", "Ben")


@pytest.mark.parametrize("packed", [False, True])
def test_where_there_are_videos_of_people_only_that_is_said(
    tmp_path: Path, video: Path, packed: bool
) -> None:
    known, content = tmp_path / "people", video.read_bytes()
    if packed:
        known = pack(tmp_path / "people.zip", {"Anna/1.avi": content, "2.avi": content})
    else:
        put(known / "Anna" / "1.avi", content)
    with pytest.raises(PeopleError, match=r"Anna \(.*1\.avi: it is a video"):
        search(known, video)


@pytest.mark.parametrize("pace", [(0, 1), (1, 0)])
def test_a_pace_that_makes_no_sense(pace: tuple[int, int]) -> None:
    with pytest.raises(UsageError, match="--video-frames"):
        Limits(pace=Pace(*pace))


def test_the_reasons_of_failed_moments_name_them(known: Path, video: Path, tmp_path: Path) -> None:
    raises = (255, 255, 1)
    film(video, [(6, [RED]), (6, [raises])])
    result, _ = search(known, video)
    (failed,) = result.searched.skipped
    assert failed.reason == "the engine failed on this photo: ValueError"


@pytest.mark.slow
def test_lines_tables_and_copies_name_the_times(
    run: Run, known: Path, video: Path, tmp_path: Path
) -> None:
    paint(video.parent / "photo.png", RED)
    out, table, document = tmp_path / "found", tmp_path / "x.csv", tmp_path / "x.json"
    words = ("find", "-k", known, "-i", video.parent)
    assert "Not looked at: 1 video; --videos searches videos, too" in run(*words).err
    files = ("--csv", table, "--json", document, "--copy-to", out, "--sidecar")
    done = run(*words, "--videos", *files)
    assert done.code == 0, done.err
    assert "2 of 2 photos and videos" in done.err
    assert "1 photo and 1 video searched (1 read now, 1 known from before)" in done.err
    lines = [line.split("\t") for line in done.out.splitlines()]
    assert sorted((line[0], Path(line[3]).name, *line[4:]) for line in lines) == [
        ("Anna", "film.avi", "0:01, 0:25"),
        ("Anna", "photo.png"),
        ("Ben", "film.avi", "0:13"),
    ]
    rows = csv.DictReader(table.read_text("utf-8-sig").splitlines())
    assert sorted(row["times"] for row in rows) == ["", "0:01, 0:25", "0:13"]
    listed = json.loads(document.read_text("utf-8"))["matches"]
    times = {(one["person"], Path(one["path"]).name): one["times"] for one in listed}
    assert times == {
        ("Anna", "film.avi"): [1.44, 25.44],
        ("Anna", "photo.png"): None,
        ("Ben", "film.avi"): [13.44],
    }
    for person in ("Anna", "Ben"):
        assert (out / person / "film.avi").read_bytes() == video.read_bytes()
    assert "film.avi, 0:01" in (out / "report-files" / "data.js").read_text("utf-8")
    again = run(*words, "--videos", "--copy-to", out)
    assert "0 new" in again.err
    packed = pack(tmp_path / "x.zip", {"a/film.avi": video.read_bytes()})
    in_archive = run("find", "-k", known, "-i", packed, "--videos")
    assert in_archive.out.count(f"{packed}!/a/film.avi\t0:") == 2
    (out / "Anna" / "film.avi").unlink()
    again = run(*words, "--videos", "--copy-to", out)
    assert "1 copy that you deleted" in again.err
    assert [line.split("\t")[0] for line in again.out.splitlines()].count("Anna") == 1
    assert not (out / "Anna" / "film.avi").exists()


@pytest.mark.slow
@pytest.mark.parametrize("packed", [False, True])
def test_a_decision_about_a_moment_takes_effect_where_the_video_lies(
    run: Run, known: Path, video: Path, tmp_path: Path, packed: bool
) -> None:
    """A name of other letters and an archive make no difference."""
    named = video.rename(video.with_name("Grüße 🎉.avi"))
    if packed:
        pack(tmp_path / "x.zip", {f"a/{named.name}": named.read_bytes()})
    place = tmp_path / "x.zip" if packed else named
    words = ("find", "-k", known, "-i", place, "--videos", "--copy-to", tmp_path / "found")
    done = run(*words)
    path = next(line.split("\t")[3] for line in done.out.splitlines() if line.startswith("Ben"))
    assert path.endswith(named.name)
    copy = tmp_path / "found" / "Ben" / named.name
    assert copy.exists()
    faces = [faces[0] for faces in stored_moments(tmp_path) if len(faces) == 2]
    for yes in (False, True):
        said = [(Path(path), Decision("Ben", face, yes=yes)) for face in faces]
        decisions = decisions_file(tmp_path / "decisions.json", said)
        target = ("--data-dir", tmp_path / "data", "--copy-to", tmp_path / "found")
        assert run("apply", decisions, *target).code == 0
        assert copy.exists() == yes
    assert ": 0 new" in run(*words).err
    assert run("undo", tmp_path / "found").code == 0
    assert not (tmp_path / "found").exists()
    assert run("purge", "--data-dir", tmp_path / "data", "--yes").code == 0
    assert not (tmp_path / "data").exists()


def stored_moments(tmp_path: Path) -> list[list[str]]:
    """The ids of the faces at each moment that the index knows."""
    with closing(sqlite3.connect(tmp_path / "data" / "index.sqlite")) as connection:
        rows = connection.execute(
            "SELECT content_hash, numbers, landmarks, vectors FROM photo WHERE inside != ''"
        ).fetchall()
    return [[face_id(digest, one.box) for one in unpack(*blobs)] for digest, *blobs in rows]


@pytest.mark.slow
def test_options_say_how_many_frames_are_looked_at(run: Run, known: Path, video: Path) -> None:
    words = ("find", "-k", known, "-i", video)
    assert "0:13" in run(*words).out
    assert run(*words, "--video-frames", "2").out == ""
    assert "0:22" not in run(*words, "--video-frames-per-minute", "4").out
    assert run(*words, "--video-frames", "0").code == 2


def test_a_video_that_lies_about_its_length_is_looked_at_from_its_beginning(
    known: Path, tmp_path: Path
) -> None:
    video = film(tmp_path / "film.mkv", [(6, [RED]), (6, [BLUE])])
    content = video.read_bytes()
    at = content.index(b"\x44\x89\x88") + 3  # seconds / 1000, a float of 8 bytes
    video.write_bytes(content[:at] + struct.pack(">d", 3.6e9) + content[at + 8 :])
    result, _ = search(known, video)
    assert found(result) == [("Anna", "film.mkv", (1440,)), ("Ben", "film.mkv", (7200,))]


@pytest.mark.parametrize("name", ["film.mp4", "film.mov"])
def test_a_bad_video_costs_itself_and_is_not_tried_again(
    known: Path, video: Path, tmp_path: Path, name: str
) -> None:
    (video.parent / name).write_bytes(b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + bytes(5000))
    index = tmp_path / "index.sqlite"
    for started in ((2, 0), (2, 2)):
        result, listener = search(known, video.parent, index, videos=True)
        assert (found(result), listener.started) == (WHEN, started)
        (failed,) = result.searched.skipped
        assert (failed.photo.name, failed.reason) == (name, UNREADABLE)


def test_a_black_video_is_searched(known: Path, tmp_path: Path) -> None:
    black = filmed(tmp_path / "black.avi", [np.zeros((90, 160, 3), np.uint8)] * 100)
    result, _ = search(known, black)
    assert (result.searched.videos, result.searched.skipped) == (1, ())


@pytest.mark.parametrize("name", ["holiday.jpg", "IMG_1.HEIC"])
def test_a_video_that_is_called_like_a_photo_is_searched_where_it_is_named(
    known: Path, video: Path, name: str
) -> None:
    result, _ = search(known, video.rename(video.with_name(name)))
    assert found(result) == [(person, name, times) for person, _, times in WHEN]


def test_of_what_is_called_a_video_and_is_none_no_picture_is_said_to_be_missing(
    known: Path, tmp_path: Path
) -> None:
    file = tmp_path / "film.mts"
    file.write_bytes(b"no film" * 100)
    result, _ = search(known, file)
    assert [failed.reason for failed in result.searched.skipped] == [UNREADABLE]


def test_a_video_that_takes_too_long_as_a_whole_is_given_up(
    known: Path, video: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(video_module, "AS_LONG_AS", 1e-9)
    result, _ = search(known, video)
    (failed,) = result.searched.skipped
    assert failed.reason.startswith("it takes longer than")
    assert failed.seconds == Limits().seconds


@pytest.mark.slow
@pytest.mark.parametrize(
    ("colour", "reason"), [(KILLS, "this photo crashes the reader"), (SLEEPS, "it takes longer")]
)
def test_a_video_that_ends_its_reader_costs_itself(
    known: Path, video: Path, colour: Colour, reason: str
) -> None:
    film(video.parent / "bad.avi", [(2, [colour])])
    for seconds in LIMITS_SECONDS:
        work = Work(workers=1, limits=Limits(seconds=seconds))
        result, _ = search(known, video.parent, work=work, videos=True)
        if len(result.searched.skipped) == 1:
            break
    (failed,) = result.searched.skipped
    assert (failed.photo.name, found(result)) == ("bad.avi", WHEN)
    assert failed.reason.startswith(reason)
