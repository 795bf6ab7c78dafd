"""What somebody does by hand in the folder of copies while the page is open."""

from pathlib import Path

import pytest

from tests.support.app_page import App, copies, decide, matches
from tests.support.needs import LINKS, needs

pytestmark = pytest.mark.slow


@pytest.fixture
def faces(app: App, album: Path) -> dict[str, str]:
    """Anna's faces, by the names of their photos, whose copies are there."""
    state = app.search(album / "known", album / "photos")
    return {name: one["face"] for name, one in matches(state, "Anna").items()}


def test_a_yes_makes_a_copy_again_that_was_deleted_before(
    app: App, album: Path, faces: dict[str, str]
) -> None:
    (album / "found" / "Anna" / "anna-1.png").unlink()
    decide(app, ("Anna", faces["anna-2.png"], True))
    app.after(1)
    assert "anna-1.png" not in copies(album, "Anna")
    decide(app, ("Anna", faces["anna-1.png"], True))
    assert app.after(2)["last"]["added"] == 1
    assert "anna-1.png" in copies(album, "Anna")


def test_a_no_removes_a_copy_that_was_renamed_and_undo_makes_it_again(
    app: App, album: Path, faces: dict[str, str]
) -> None:
    folder = album / "found" / "Anna"
    (folder / "anna-1.png").rename(folder / "holiday.png")
    decide(app, ("Anna", faces["anna-1.png"], False))
    assert app.after(1)["last"]["removed"] == 1
    assert not {"anna-1.png", "holiday.png"} & copies(album, "Anna")
    assert (album / "photos" / "anna-1.png").is_file()
    app.post("undo")
    app.after(2)
    assert "anna-1.png" in copies(album, "Anna")


@pytest.mark.parametrize("instead", [None, b"another photo"])
@pytest.mark.parametrize("name", ["anna-1.png", "holiday.png"])
def test_a_copy_is_left_where_nothing_else_is_left_of_the_photo(
    app: App, album: Path, faces: dict[str, str], name: str, instead: bytes | None
) -> None:
    folder = album / "found" / "Anna"
    (folder / "anna-1.png").rename(folder / name)
    (album / "photos" / "anna-1.png").unlink()
    if instead:
        (album / "photos" / "anna-1.png").write_bytes(instead)
    decide(app, ("Anna", faces["anna-1.png"], False))
    left = f"its original is gone or changed: '{name}' may be all that is left; delete it by hand"
    assert left in app.after(1)["unsettled"]
    assert name in copies(album, "Anna")


@needs(LINKS)
def test_a_folder_that_became_a_link_is_left_alone_and_another_gets_the_copies(
    app: App, album: Path, faces: dict[str, str]
) -> None:
    folder, elsewhere = album / "found" / "Anna", album / "elsewhere"
    folder.rename(elsewhere)
    folder.symlink_to(elsewhere, target_is_directory=True)
    decide(app, ("Anna", faces["anna-1.png"], False))
    app.after(1)
    assert len(list(elsewhere.iterdir())) == len(faces)
    assert copies(album, "Anna (2)") == faces.keys() - {"anna-1.png"}


@pytest.mark.parametrize("place", ["best/anna-1.png", "check/anna-1.png", "holiday.png"])
def test_a_copy_that_was_moved_in_the_persons_folder_lies_there_once_whatever_is_said(
    app: App, album: Path, faces: dict[str, str], place: str
) -> None:
    folder, face = album / "found" / "Anna", faces["anna-1.png"]

    def lying() -> int:
        content = (album / "photos" / "anna-1.png").read_bytes()
        return [one.read_bytes() for one in folder.rglob("*.png")].count(content)

    (folder / place).parent.mkdir(exist_ok=True)
    (folder / "anna-1.png").rename(folder / place)
    decide(app, ("Anna", face, True))
    app.after(1)
    assert lying() == 1
    app.search(album / "known", album / "photos")
    assert lying() == 1
    decide(app, ("Anna", face, False))
    app.after(1)
    assert lying() == 0
    assert app.state()["unsettled"] == ""
