"""The folder of photos that show everybody, and photos with nobody else, on the page."""

from pathlib import Path

import pytest

from facefinder.names.read import read_tags
from tests.support.app_page import App, copies, decide, matches
from tests.support.fakes import BLUE, GREEN, RED, paint

pytestmark = pytest.mark.slow


@pytest.fixture
def photos(album: Path) -> Path:
    paint(album / "photos" / "both.png", RED, BLUE)
    paint(album / "photos" / "also.png", RED, (1, 2, 3), BLUE)
    paint(album / "photos" / "stranger.png", RED, GREEN)
    return album / "photos"


def test_a_no_to_one_takes_the_copy_of_all_away_and_undo_brings_it_back(
    app: App, album: Path, photos: Path
) -> None:
    state = app.search(album / "known", photos, together=True)
    assert copies(album, "Anna + Ben") == {"both.png", "also.png"}
    folders = ("Anna", "Ben", "Anna + Ben")
    assert state["copies"] == {folder: len(copies(album, folder)) for folder in folders}
    decide(app, ("Ben", matches(state, "Ben")["both.png"]["face"], False))
    state = app.after(1)
    assert copies(album, "Anna + Ben") == {"also.png"}
    assert "both.png" in copies(album, "Anna")
    app.post("undo")
    app.after(2)
    assert copies(album, "Anna + Ben") == {"both.png", "also.png"}


def test_names_beside_copies_are_beside_those_of_all_too(
    app: App, album: Path, photos: Path
) -> None:
    app.search(album / "known", photos, together=True)
    app.post("names", on=True)
    app.after(1)
    assert "both.png.xmp" in copies(album, "Anna + Ben")


def test_who_is_not_in_a_photo_is_not_named_beside_the_copies_of_others(
    app: App, album: Path, photos: Path
) -> None:
    state = app.search(album / "known", photos)
    app.post("names", on=True)
    app.after(1)
    copy = album / "found" / "Anna" / "both.png"
    assert {tag.name for tag in read_tags(copy).named} == {"Anna", "Ben"}
    decide(app, ("Ben", matches(state, "Ben")["both.png"]["face"], False))
    app.after(2)
    assert {tag.name for tag in read_tags(copy).named} == {"Anna"}
    app.post("undo")
    app.after(3)
    assert {tag.name for tag in read_tags(copy).named} == {"Anna", "Ben"}


def test_only_photos_with_nobody_else(app: App, album: Path, photos: Path) -> None:
    state = app.search(album / "known", photos, only=True)
    assert set(matches(state, "Ben")) == {"ben.png", "both.png", "perhaps.png"}
    assert not copies(album, "Anna") & {"stranger.png", "also.png"}
    assert not copies(album, "Anna + Ben")
