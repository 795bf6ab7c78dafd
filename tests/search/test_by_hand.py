"""The folder of copies as a place to decide: what was deleted or moved there by hand."""

import os
import shutil
import time
from pathlib import Path

import pytest

from facefinder.records.people import Decision
from tests.conftest import Done, Run
from tests.support.decided import decisions_file, stored_faces
from tests.support.fakes import BLUE, RED, paint
from tests.support.needs import ANY_NAMES, LINKS, needs

pytestmark = pytest.mark.slow

NEAR = (200, 100, 0)
"""0.45 from red: to be checked at a threshold of 0.4."""


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """Photos of Anna, who is red: three that are sure, three to check; and one of Ben."""
    paint(tmp_path / "known" / "Anna" / "1.png", RED)
    for number in range(3):  # each its own picture: a decision is about all copies of one
        paint(tmp_path / "photos" / f"sure-{number}.png", RED, (0, 90 + 30 * number, 90))
        paint(tmp_path / "photos" / f"near-{number}.png", NEAR, (0, 90 + 30 * number, 90))
    paint(tmp_path / "photos" / "ben.png", BLUE)
    return tmp_path / "photos"


def search(run: Run, photos: Path, *arguments: str) -> Done:
    words = ("find", "-k", photos.parent / "known", "-i", photos, "--threshold", "0.4")
    return run(*words, "--copy-to", photos.parent / "found", "--no-report", *arguments)


def decided(run: Run, tmp_path: Path) -> str:
    return run("decisions", "--data-dir", tmp_path / "data").out


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if path.is_file()}


def test_a_deleted_copy_is_wrong_once_and_until_that_is_forgotten(
    run: Run, photos: Path, tmp_path: Path
) -> None:
    anna = tmp_path / "found" / "Anna"
    search(run, photos)
    (anna / "sure-1.png").unlink()
    assert "Anna: 1 copy that you deleted" in search(run, photos).err
    assert names(anna) == {"sure-0.png", "sure-2.png"}
    assert decided(run, tmp_path).startswith("Anna\t0 confirmed\t1 rejected")
    assert "that you deleted" not in search(run, photos).err
    run("decisions", "--forget", "Anna", "--data-dir", tmp_path / "data")
    search(run, photos)
    assert names(anna) == {f"sure-{number}.png" for number in range(3)}


def test_a_copy_moved_out_of_check_is_confirmed_and_not_copied_again(
    run: Run, photos: Path, tmp_path: Path
) -> None:
    anna = tmp_path / "found" / "Anna"
    search(run, photos, "--copy-check")
    (anna / "check" / "near-0.png").rename(anna / "it is her.png")
    (anna / "check" / "near-1.png").unlink()
    done = search(run, photos, "--copy-check")
    assert "Anna: 1 copy that you moved out of 'check' counts as confirmed" in done.err
    assert "Anna: 1 copy that you deleted" in done.err
    assert names(anna) == {"it is her.png", "sure-0.png", "sure-1.png", "sure-2.png"}
    assert names(anna / "check") == {"near-2.png"}
    assert decided(run, tmp_path).startswith("Anna\t1 confirmed\t1 rejected")
    assert "that you" not in search(run, photos, "--copy-check").err
    run("undo", tmp_path / "found")
    assert not (tmp_path / "found").exists()  # the moved one is still a copy of ours


@pytest.fixture
def with_ben(photos: Path) -> Path:
    """Photos as of `photos`, and Ben is looked for, too."""
    paint(photos.parent / "known" / "Ben" / "1.png", BLUE)
    return photos


@pytest.fixture
def with_both(run: Run, with_ben: Path) -> Path:
    """The folder of copies after a search; in a photo of both of them each has one."""
    paint(with_ben / "both.png", RED, BLUE)
    search(run, with_ben)
    return with_ben.parent / "found"


@pytest.mark.parametrize("options", [(), ("--largest",), ("--sidecar",)])
def test_a_copy_moved_to_another_person_shows_that_one(
    run: Run, with_ben: Path, tmp_path: Path, options: tuple[str, ...]
) -> None:
    found = tmp_path / "found"
    search(run, with_ben, *options)
    moved = [path for path in (found / "Anna").iterdir() if path.name.startswith("sure-1")]
    for path in moved:
        path.rename(found / "Ben" / path.name)
    done = search(run, with_ben, *options)
    assert "Anna: 1 copy is taken for Ben now, because you moved it there." in done.err
    assert "deleted" not in done.err
    assert "sure-1.png" not in names(found / "Anna")
    assert {name for name in names(found / "Ben") if name.endswith(".png")} == {
        "ben.png",
        "sure-1.png",
    }
    told = decided(run, tmp_path)
    assert "Anna\t0 confirmed\t1 rejected" in told
    assert "Ben\t1 confirmed\t0 rejected" in told
    assert "you moved" not in search(run, with_ben, *options).err
    undone = run("undo", found)
    assert not found.exists(), undone.err


def test_a_copy_moved_to_somebody_who_is_not_looked_for_is_only_wrong(
    run: Run, with_ben: Path, tmp_path: Path
) -> None:
    found = tmp_path / "found"
    search(run, with_ben)
    (found / "Anna" / "sure-1.png").rename(found / "Ben" / "sure-1.png")
    shutil.rmtree(tmp_path / "known" / "Ben")
    assert "Anna: 1 copy that you deleted" in search(run, with_ben).err
    assert (found / "Ben" / "sure-1.png").is_file()
    assert decided(run, tmp_path).startswith("Anna\t0 confirmed\t1 rejected")


@pytest.mark.parametrize("folder", ["Urlaub", "Anna + Ben", "check/Anna", "Anna/2019"])
def test_copies_that_were_sorted_into_folders_were_not_deleted(
    run: Run, with_ben: Path, tmp_path: Path, folder: str
) -> None:
    found = tmp_path / "found"
    search(run, with_ben)
    (found / folder).mkdir(parents=True)
    (found / "Anna" / "sure-1.png").rename(found / folder / "sure-1.png")
    for _ in range(2):
        done = search(run, with_ben)
        assert "you" not in done.err
        assert names(found / "Anna") == {"sure-0.png", "sure-2.png"}
        assert names(found / folder) == {"sure-1.png"}
    done = run("undo", found)
    is_hers = folder.startswith("Anna/")
    assert (found / folder / "sure-1.png").is_file() != is_hers
    assert ("somebody put it there" in done.err) != is_hers


@pytest.mark.parametrize("again", [False, True])
@pytest.mark.parametrize("all_of_her", [False, True])
@pytest.mark.parametrize("place", ["2010", "Anna/old"])
def test_no_original_that_lies_among_the_results_is_taken_for_a_copy(
    run: Run, tmp_path: Path, place: str, all_of_her: bool, again: bool
) -> None:
    paint(tmp_path / "known" / "Anna" / "1.png", RED)
    photos = tmp_path / "photos"
    for number in range(3):
        paint(photos / place / f"{number}.png", RED, (0, 90 + 30 * number, 90))
        (photos / "backup").mkdir(exist_ok=True)
        shutil.copy2(photos / place / f"{number}.png", photos / "backup")
    words = ("find", "-k", tmp_path / "known", "-i", photos / place, "--copy-to", photos)
    run(*words, "--no-report")
    copies = [photos / "Anna" / name for name in ("0.png", "1.png", "2.png")]
    for copy in copies if all_of_her else copies[1:2]:
        copy.unlink()
    if again:
        run(*words, "--no-report")
    run("undo", photos)
    assert names(photos / place) == names(photos / "backup") == {"0.png", "1.png", "2.png"}
    assert not any(copy.exists() for copy in copies)


def test_who_has_a_copy_of_that_photo_already_was_given_none(
    run: Run, with_ben: Path, with_both: Path, tmp_path: Path
) -> None:
    found = with_both
    (found / "Ben" / "both.png").rename(found / "Ben" / "party.png")
    (found / "Anna" / "both.png").unlink()
    done = search(run, with_ben)
    assert "Anna: 1 copy that you deleted" in done.err
    assert "Ben" not in decided(run, tmp_path)


def test_a_person_s_folder_that_was_renamed_is_gone_on_with(
    run: Run, with_ben: Path, with_both: Path
) -> None:
    found = with_both
    (found / "Anna").rename(found / "Anna Schmidt")
    paint(with_ben / "later.png", RED, (1, 2, 3))
    hers = {f"sure-{n}.png" for n in range(3)} | {"both.png", "later.png"}
    for _ in range(2):
        assert "you" not in search(run, with_ben).err
        assert names(found / "Anna Schmidt") == hers
        assert names(found / "Ben") == {"ben.png", "both.png"}
    assert not (found / "Anna").exists()
    (found / "Anna Schmidt" / "mine.txt").write_text("my own")
    run("undo", found)
    assert [path for path in found.rglob("*") if path.is_file()] == [
        found / "Anna Schmidt" / "mine.txt"
    ]


@needs(LINKS)
def test_no_original_is_removed_through_a_link_in_the_place_of_a_person_s_folder(
    run: Run, tmp_path: Path
) -> None:
    paint(tmp_path / "known" / "Anna" / "1.png", RED)
    photos = tmp_path / "photos"
    paint(photos / "2010" / "1.png", RED, (1, 2, 3))
    run(*("find", "-k", tmp_path / "known", "-i", photos / "2010", "--copy-to", photos))
    shutil.rmtree(photos / "Anna")
    (photos / "Anna").symlink_to("2010", target_is_directory=True)
    run("undo", photos)
    assert names(photos / "2010") == {"1.png"}


def test_a_folder_that_was_renamed_is_not_taken_for_that_of_somebody_else(
    run: Run, with_ben: Path, with_both: Path
) -> None:
    found = with_both
    (found / "Ben").rename(found / "Ben before")
    shutil.rmtree(found / "Anna")
    assert "you" not in search(run, with_ben).err
    assert names(found / "Anna") == {f"sure-{n}.png" for n in range(3)} | {"both.png"}
    assert "sure-0.png" not in names(found / "Ben before")


@pytest.mark.parametrize("is_gone", [False, True])
def test_folders_that_change_their_names_decide_nothing(
    run: Run, with_ben: Path, tmp_path: Path, is_gone: bool
) -> None:
    paint(with_ben / "more of ben.png", BLUE, (3, 2, 1))
    paint(with_ben / "both.png", RED, BLUE)  # its name is in both folders
    found = tmp_path / "found"
    search(run, with_ben)
    if is_gone:
        shutil.rmtree(found / "Ben")
    else:
        (found / "Ben").rename(found / "other")
    (found / "Anna").rename(found / "Ben")
    if not is_gone:
        (found / "other").rename(found / "Anna")
    search(run, with_ben)
    assert "Nothing was decided" in decided(run, tmp_path)


def test_no_file_is_removed_that_only_lies_beside_a_copy_that_was_put_there(
    run: Run, photos: Path, tmp_path: Path
) -> None:
    found = tmp_path / "found"
    search(run, photos)
    album = found / "Album"
    album.mkdir()
    for number in range(3):
        shutil.copy2(photos / f"sure-{number}.png", album)
    (found / "Anna" / "sure-1.png").unlink()
    search(run, photos)
    (found / "Anna" / "sure-2.png").unlink()
    run("undo", found)
    assert names(album) == {f"sure-{number}.png" for number in range(3)}


@pytest.mark.parametrize("gone", ["Anna", "Anna/check", ".", "each"])
def test_who_cleans_up_decides_nothing(run: Run, photos: Path, tmp_path: Path, gone: str) -> None:
    anna = tmp_path / "found" / "Anna"
    search(run, photos, "--copy-check")
    if gone == "each":  # the folder is there, and nothing in it
        for copy in [path for path in anna.rglob("*") if path.is_file()]:
            copy.unlink()
    else:
        shutil.rmtree(tmp_path / "found" / gone)
    search(run, photos, "--copy-check")
    assert names(anna) == {f"sure-{number}.png" for number in range(3)}
    assert names(anna / "check") == {f"near-{number}.png" for number in range(3)}
    assert "Nothing was decided" in decided(run, tmp_path)


@pytest.mark.parametrize("options", [(), ("--link",)])
def test_a_renamed_copy_is_no_deleted_one(
    run: Run, photos: Path, tmp_path: Path, options: tuple[str, ...]
) -> None:
    anna = tmp_path / "found" / "Anna"
    search(run, photos, *options)
    (anna / "sure-1.png").rename(anna / "birthday.png")
    search(run, photos, *options)
    assert names(anna) == {"sure-0.png", "birthday.png", "sure-2.png"}
    assert "Nothing was decided" in decided(run, tmp_path)


@pytest.mark.parametrize("unfinished", [".facefinder-999999999-abcd1234", "link"])
@pytest.mark.parametrize("cleared", [True, False])
def test_what_a_killed_run_did_not_finish_was_not_deleted(
    run: Run, photos: Path, tmp_path: Path, unfinished: str, cleared: bool
) -> None:
    anna = tmp_path / "found" / "Anna"
    search(run, photos)
    if unfinished == "link":
        unfinished = ".facefinder-999999999-abcd1234/unfinished/link"
        (anna / unfinished).parent.mkdir(parents=True)
    (anna / "sure-1.png").rename(anna / unfinished)
    if cleared:  # by another command, before the next search looks
        manifest = tmp_path / "found" / "manifest.csv"
        from facefinder.deliver.by_hand import clear_leftovers  # noqa: PLC0415 - only here
        from facefinder.deliver.manifest import Manifest  # noqa: PLC0415 - only here

        clear_leftovers(Manifest(manifest.parent), anna)
        assert names(anna) == {"sure-0.png", "sure-2.png"}
    search(run, photos)
    assert {f"sure-{number}.png" for number in range(3)} == names(anna)
    assert "Nothing was decided" in decided(run, tmp_path)


def test_without_an_index_nothing_is_kept_and_that_is_said(
    run: Run, photos: Path, tmp_path: Path
) -> None:
    anna = tmp_path / "found" / "Anna"
    search(run, photos, "--no-index")
    (anna / "sure-1.png").unlink()
    done = search(run, photos, "--no-index")
    assert "With --no-index that cannot be kept" in done.err
    assert names(anna) == {f"sure-{number}.png" for number in range(3)}


def test_a_copy_given_to_somebody_else_is_wrong_where_it_was(
    run: Run, photos: Path, tmp_path: Path
) -> None:
    paint(tmp_path / "known" / "Ben" / "1.png", BLUE)
    search(run, photos)
    found = tmp_path / "found"
    (found / "Anna" / "sure-1.png").rename(found / "Ben" / "sure-1.png")
    search(run, photos)
    assert names(found / "Anna") == {"sure-0.png", "sure-2.png"}
    assert names(found / "Ben") == {"ben.png", "sure-1.png"}


def test_a_file_with_names_that_was_deleted_says_nothing_about_the_photo(
    run: Run, photos: Path, tmp_path: Path
) -> None:
    search(run, photos, "--sidecar")
    (tmp_path / "found" / "Anna" / "sure-1.png.xmp").unlink()
    assert "you" not in search(run, photos, "--sidecar").err
    assert "Nothing was decided" in decided(run, tmp_path)


def test_a_double_that_lay_in_the_persons_folder_before_is_never_removed(
    run: Run, photos: Path, tmp_path: Path
) -> None:
    found = tmp_path / "found"
    own = found / "Anna" / "own" / "me.png"
    own.parent.mkdir(parents=True)
    shutil.copy2(photos / "sure-1.png", own)
    time.sleep(1.1)  # a manifest tells whole seconds
    search(run, photos)
    (found / "Anna" / "sure-1.png").unlink()
    run("undo", found)
    assert own.is_file()


@pytest.mark.parametrize("is_no", [False, True])
@pytest.mark.parametrize("name", ["mine.png", "sure-1.png"])
def test_what_lies_in_no_persons_folder_is_never_removed(
    run: Run, photos: Path, tmp_path: Path, name: str, *, is_no: bool
) -> None:
    found = tmp_path / "found"
    search(run, photos)
    shutil.copy2(photos / "sure-1.png", found / name)
    (found / "Anna" / "sure-1.png").unlink()
    assert "you" not in search(run, photos).err
    if is_no:
        _, hers = stored_faces(tmp_path)["sure-1.png"]
        said = Decision("Anna", hers, yes=False)
        file = decisions_file(tmp_path / "d.json", [(photos / "sure-1.png", said)])
        done = run("apply", file, "--data-dir", tmp_path / "data", "--copy-to", found)
    else:
        done = run("undo", found)
    assert f"Left: '{found / name}': somebody put it there" in done.err
    assert (found / name).is_file()


@needs(ANY_NAMES)
@pytest.mark.parametrize("name", [b"Ob\xf6ma", b"'=x", b"=x", b"100% x", b"x."])
def test_copies_of_somebody_with_an_odd_name_are_taken_back(
    run: Run, photos: Path, tmp_path: Path, name: bytes
) -> None:
    found = tmp_path / "found"
    (tmp_path / "known" / "Anna").rename(tmp_path / "known" / os.fsdecode(name))
    search(run, photos)
    assert len(list(found.rglob("*.png"))) == 3
    run("undo", found)
    assert not found.exists()
