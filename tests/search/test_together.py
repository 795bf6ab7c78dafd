"""`find --together` and `find --only`: photos by who else is in them, down to the copies."""

from pathlib import Path

import pytest

from facefinder.deliver.manifest import Manifest
from facefinder.names.read import read_tags
from facefinder.records.people import Decision
from tests.conftest import Done, Run
from tests.support.decided import decisions_file, stored_faces
from tests.support.fakes import BLUE, GREEN, RED, paint
from tests.support.videos import film

pytestmark = pytest.mark.slow

NEAR_BLUE = (0, 145, 255)
"""Is worth a check."""


RED_AGAIN = (250, 0, 0)


@pytest.fixture
def photos(tmp_path: Path, known: Path) -> Path:
    """Photos of Anna, who is red, and Ben, who is blue: of both, of her, and with a stranger."""
    folder = tmp_path / "photos"
    for number in range(3):
        paint(folder / f"both-{number}.png", RED, (90, 20 + number, 90), BLUE)
    paint(folder / "two.png", RED, BLUE)
    paint(folder / "perhaps.png", RED, NEAR_BLUE)
    paint(folder / "anna.png", RED)
    paint(folder / "stranger.png", RED, GREEN)
    assert known.is_dir()
    return folder


def search(run: Run, photos: Path, *options: str | Path) -> Done:
    words = ("find", "-k", photos.parent / "known", "-i", photos)
    return run(*words, "--copy-to", photos.parent / "found", "--no-report", *options)


def files(folder: Path) -> set[str]:
    return {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}


BOTH = {"both-0.png", "both-1.png", "both-2.png", "two.png"}


def test_photos_of_all_have_a_folder_of_their_own_besides_those_of_each(
    run: Run, photos: Path, tmp_path: Path
) -> None:
    done = search(run, photos, "--together", "--copy-check")
    assert "Anna + Ben: 4 sure, 1 to check" in done.err
    found = tmp_path / "found"
    assert files(found / "Anna + Ben") == BOTH | {"check/perhaps.png"}
    assert files(found / "Anna") == BOTH | {"anna.png", "perhaps.png", "stranger.png"}
    run("undo", found)
    assert not found.exists()


def test_what_is_in_doubt_is_not_together_unless_it_is_copied_to_be_checked(
    run: Run, photos: Path, tmp_path: Path
) -> None:
    search(run, photos, "--together", "--link")
    assert files(tmp_path / "found" / "Anna + Ben") == BOTH


def test_a_second_search_copies_nothing_and_keeps_each_folder(
    run: Run, photos: Path, tmp_path: Path
) -> None:
    search(run, photos, "--together")
    before = files(tmp_path / "found")
    assert ": 0 new" in search(run, photos, "--together").err
    assert files(tmp_path / "found") == before
    paint(photos / "later.png", RED, (1, 2, 3), BLUE)
    search(run, photos, "--together")
    later = {f"{folder}/later.png" for folder in ("Anna", "Ben", "Anna + Ben")}
    assert files(tmp_path / "found") == before | later


def test_names_stand_beside_those_copies_too_and_go_with_them(
    run: Run, photos: Path, tmp_path: Path
) -> None:
    search(run, photos, "--together", "--sidecar")
    copy = tmp_path / "found" / "Anna + Ben" / "two.png"
    assert {tag.name for tag in read_tags(copy).named} == {"Anna", "Ben"}
    run("undo", tmp_path / "found")
    assert not (tmp_path / "found").exists()


def test_a_no_to_one_of_them_takes_the_copy_of_all_away(
    run: Run, photos: Path, tmp_path: Path
) -> None:
    search(run, photos, "--together")
    face = stored_faces(tmp_path)["two.png"][0]
    said = [(photos / "two.png", Decision("Ben", face, yes=False))]
    decisions = decisions_file(tmp_path / "decisions.json", said)
    run("apply", decisions, "--data-dir", tmp_path / "data", "--copy-to", tmp_path / "found")
    assert files(tmp_path / "found" / "Anna + Ben") == BOTH - {"two.png"}
    assert "two.png" in files(tmp_path / "found" / "Anna")
    assert "two.png" not in files(tmp_path / "found" / "Ben")


def apply(run: Run, tmp_path: Path, photo: Path, person: str, number: int, *, yes: bool) -> Done:
    """Say of a face in a photo whether it is somebody."""
    face = stored_faces(tmp_path)[photo.name][number]
    said = [(photo, Decision(person, face, yes=yes))]
    decisions = decisions_file(tmp_path / "decisions.json", said)
    return run("apply", decisions, "--data-dir", tmp_path / "data", "--copy-to", tmp_path / "found")


def test_a_yes_that_completes_a_photo_brings_it_to_those_of_all_as_the_next_search_does(
    run: Run, photos: Path, tmp_path: Path
) -> None:
    search(run, photos, "--together")
    found = tmp_path / "found"
    assert "perhaps.png" not in files(found / "Anna + Ben")
    done = apply(run, tmp_path, photos / "perhaps.png", "Ben", 0, yes=True)
    assert (done.code, "2 new" in done.err) == (0, True)
    assert files(found / "Anna + Ben") == BOTH | {"perhaps.png"}
    assert ": 0 new" in search(run, photos, "--together").err
    apply(run, tmp_path, photos / "perhaps.png", "Ben", 0, yes=False)
    assert files(found / "Anna + Ben") == BOTH
    (found / "Anna" / "two.png").unlink()  # says that she is not in it
    assert "0 new" in apply(run, tmp_path, photos / "two.png", "Ben", 0, yes=True).err
    assert files(found / "Anna + Ben") == BOTH - {"two.png"}


def test_a_yes_makes_the_folder_of_all_where_no_photo_showed_them_before(
    run: Run, photos: Path, tmp_path: Path
) -> None:
    for name in BOTH:
        (photos / name).unlink()
    search(run, photos, "--together")
    assert not (tmp_path / "found" / "Anna + Ben").exists()
    apply(run, tmp_path, photos / "perhaps.png", "Ben", 0, yes=True)
    assert files(tmp_path / "found" / "Anna + Ben") == {"perhaps.png"}


def test_a_yes_to_somebody_beside_a_stranger_copies_nothing_where_only_they_are_to_be_seen(
    run: Run, photos: Path, tmp_path: Path
) -> None:
    search(run, photos, "--only")
    apply(run, tmp_path, photos / "stranger.png", "Anna", 1, yes=True)
    assert files(tmp_path / "found" / "Anna") == {"anna.png", "two.png"}
    apply(run, tmp_path, photos / "stranger.png", "Ben", 0, yes=True)
    assert files(tmp_path / "found" / "Anna") == {"anna.png", "two.png", "stranger.png"}


def test_a_yes_completes_no_photo_that_somebody_deleted_there_or_where_one_is_missing(
    run: Run, photos: Path, tmp_path: Path
) -> None:
    search(run, photos, "--together")
    found = tmp_path / "found"
    (found / "Anna + Ben" / "two.png").unlink()
    apply(run, tmp_path, photos / "two.png", "Ben", 0, yes=True)
    apply(run, tmp_path, photos / "anna.png", "Anna", 0, yes=True)
    assert files(found / "Anna + Ben") == BOTH - {"two.png"}


def test_a_copy_deleted_by_hand_from_one_takes_that_of_all_away(
    run: Run, photos: Path, tmp_path: Path
) -> None:
    search(run, photos, "--together")
    found = tmp_path / "found"
    (found / "Ben" / "both-1.png").unlink()
    assert "Ben: 1 copy that you deleted" in search(run, photos, "--together").err
    assert files(found / "Anna + Ben") == BOTH - {"both-1.png"}
    assert "both-1.png" in files(found / "Anna")
    assert not any(row.copy.endswith("+ Ben/both-1.png") for row in Manifest(found).rows)


def test_who_was_deleted_by_hand_is_not_named_beside_the_copies_of_others(
    run: Run, photos: Path, tmp_path: Path
) -> None:
    search(run, photos, "--sidecar")
    found = tmp_path / "found"
    (found / "Ben" / "both-1.png").unlink()
    search(run, photos, "--sidecar")
    assert {tag.name for tag in read_tags(found / "Anna" / "both-1.png").named} == {"Anna"}
    assert {tag.name for tag in read_tags(found / "Anna" / "two.png").named} == {"Anna", "Ben"}


def test_a_copy_deleted_from_the_folder_of_all_stays_away_and_decides_nothing(
    run: Run, photos: Path, tmp_path: Path
) -> None:
    search(run, photos, "--together")
    found = tmp_path / "found"
    (found / "Anna + Ben" / "both-1.png").unlink()
    for options in ([], [], ["--no-index"]):
        assert "that you" not in search(run, photos, "--together", *options).err
        assert files(found / "Anna + Ben") == BOTH - {"both-1.png"}
    assert "both-1.png" in files(found / "Anna")
    assert "Nothing was decided" in run("decisions", "--data-dir", tmp_path / "data").out


def test_a_copy_moved_out_of_check_there_is_confirmed_for_all(
    run: Run, photos: Path, tmp_path: Path
) -> None:
    search(run, photos, "--together", "--copy-check")
    folder = tmp_path / "found" / "Anna + Ben"
    (folder / "check" / "perhaps.png").rename(folder / "perhaps.png")
    done = search(run, photos, "--together", "--copy-check")
    assert "Anna + Ben: 1 copy that you moved out of 'check' counts as confirmed" in done.err
    assert "Ben: 5 sure, 0 to check" in done.err
    assert files(folder) == BOTH | {"perhaps.png"}


def test_together_needs_copies_and_several_people(run: Run, photos: Path, tmp_path: Path) -> None:
    done = run("find", "-k", tmp_path / "known", "-i", photos, "--together")
    assert (done.code, "nothing is copied" in done.err) == (2, True)
    anna = tmp_path / "known" / "Anna"
    done = run("find", "-k", anna, "-i", photos, "--together", "--copy-to", tmp_path / "found")
    assert (done.code, "one is looked for" in done.err) == (2, True)


def test_only_leaves_out_photos_with_anybody_else(run: Run, photos: Path, tmp_path: Path) -> None:
    done = search(run, photos, "--only", "--copy-check", "--together")
    names = {line.split("\t")[3].rpartition("/")[2] for line in done.out.splitlines()}
    assert names == {"two.png", "perhaps.png", "anna.png"}
    assert files(tmp_path / "found") == {
        "manifest.csv",
        "Anna/two.png",
        "Ben/two.png",
        "Anna + Ben/two.png",
        "Anna/anna.png",
        # It may be Ben, and it may be somebody else.
        "Anna/check/perhaps.png",
        "Ben/check/perhaps.png",
        "Anna + Ben/check/perhaps.png",
    }


def test_who_is_there_twice_is_nobody_else(run: Run, photos: Path, tmp_path: Path) -> None:
    """In a collage, or later in a video; a second face that is only like hers may be another's."""
    paint(photos / "collage.png", RED, RED_AGAIN, BLUE)
    paint(photos / "like-him.png", BLUE, NEAR_BLUE)
    paint(photos / "collage-and-another.png", RED, RED_AGAIN, GREEN)
    film(photos / "again.avi", [(6, [RED]), (9, []), (6, [RED])])
    film(photos / "another.avi", [(6, [RED]), (9, [GREEN]), (6, [RED])])
    search(run, photos, "--only", "--videos")
    found = tmp_path / "found"
    assert files(found / "Anna") == {"two.png", "anna.png", "collage.png", "again.avi"}
    assert "like-him.png" not in files(found / "Ben")
