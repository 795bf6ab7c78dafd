"""How much a user has to do, counted in a real browser and held to the docs."""

import time
from pathlib import Path

import pytest
from selenium import webdriver

from tests.support.app_page import App
from tests.support.browsing import wait_until
from tests.support.fakes import RED, paint
from tests.support.needs import BROWSER, needs
from tests.support.steps import Hand, hold_to_docs, shown

pytestmark = [needs(BROWSER), pytest.mark.slow]

FIRST_FACE = "button.tile .strip img"


def copies(album: Path, name: str) -> set[str]:
    folder = album / "found" / name
    return {path.name for path in folder.iterdir()} if folder.is_dir() else set()


@pytest.fixture
def hand(browser: webdriver.Chrome, app: App) -> Hand:
    """The page as a double click opens it."""
    browser.get(app.address)
    return Hand(browser)


def search(hand: Hand, album: Path) -> None:
    """Say who and where, and begin."""
    hand.type("who-path", album / "known")
    assert wait_until(lambda: shown(hand.browser, ".person"))
    hand.click(".row.end .main")
    hand.type("where-path", album / "photos")
    assert wait_until(lambda: shown(hand.browser, ".place :checked"))
    hand.click(".row.end .main")


def at(hand: Hand, app: App, album: Path, person: int, what: str) -> Hand:
    """A hand that has done nothing yet, at a person who was found."""
    app.search(album / "known", album / "photos")
    hand.browser.get(app.address)
    assert wait_until(lambda: shown(hand.browser, FIRST_FACE))
    hand.browser.execute_script("location.hash = arguments[0]", f"person-{person}")
    assert wait_until(lambda: shown(hand.browser, what))
    return Hand(hand.browser)


def test_wrong_and_gone(hand: Hand, app: App, album: Path) -> None:
    hand = at(hand, app, album, 0, "button.face")
    assert len(copies(album, "Anna")) == 5
    hand.press("n")
    assert wait_until(lambda: len(copies(album, "Anna")) == 4)
    hold_to_docs("| a wrong face is seen | its copy is gone | 10 steps in 3 programs |", hand.told)


def test_in_doubt_and_in_the_folder(hand: Hand, app: App, album: Path) -> None:
    hand = at(hand, app, album, 1, ".pair")
    hand.press("y")
    assert wait_until(lambda: "perhaps.png" in copies(album, "Ben"))
    steps = "| a face in doubt is seen | its copy is in the folder | 10 steps in 3 programs |"
    hold_to_docs(steps, hand.told)


def test_somebody_else_in_one_go(hand: Hand, app: App, album: Path) -> None:
    hand = at(hand, app, album, 1, ".pair")
    hand.press("1")
    assert wait_until(lambda: "perhaps.png" in copies(album, "Anna"))
    assert copies(album, "Ben") == {"ben.png"}
    steps = "| a face is Anna's, not Ben's | its copy is with Anna's | not counted |"
    hold_to_docs(steps, hand.told)


def test_back(hand: Hand, app: App, album: Path) -> None:
    hand = at(hand, app, album, 0, "button.face")
    hand.press("n")
    assert wait_until(lambda: len(copies(album, "Anna")) == 4)
    hand = Hand(hand.browser)
    hand.press("u")
    assert wait_until(lambda: len(copies(album, "Anna")) == 5)
    hold_to_docs("| a copy has just gone | it is there again | not counted |", hand.told)


def test_from_the_double_click_to_the_first_face(hand: Hand, album: Path) -> None:
    began = time.monotonic()
    search(hand, album)
    assert wait_until(lambda: shown(hand.browser, FIRST_FACE))
    print(f"from the opened page to the first face: {time.monotonic() - began:.1f} s")
    hold_to_docs("| a double click | the first face that was found | not counted |", hand.told)


def test_a_page_that_is_loaded_again_goes_on_where_it_was(
    hand: Hand, app: App, album: Path
) -> None:
    for number in range(300):
        paint(album / "photos" / f"more-{number}.png", RED, (10 + number % 200, 20, number // 200))
    search(hand, album)
    hand.click("#pause")
    assert wait_until(lambda: app.state()["paused"])
    hand = Hand(hand.browser)
    hand.browser.refresh()
    assert wait_until(lambda: shown(hand.browser, "#progress progress"))
    assert app.state()["phase"] == "reading"
    hold_to_docs(
        "| the page is loaded again during a search | it goes on there | not counted |", hand.told
    )
    hand.click("#pause")
    assert wait_until(lambda: shown(hand.browser, "#progress progress") == 0)
    assert app.state()["progress"]["total"] == 307


def test_a_search_that_was_stopped_goes_on(hand: Hand, app: App, album: Path) -> None:
    for number in range(300):
        paint(album / "photos" / f"more-{number}.png", RED, (10 + number % 200, 20, number // 200))
    search(hand, album)
    hand.click("#pause")  # else all might be read before the next click
    hand.click("#stop")
    assert wait_until(lambda: shown(hand.browser, "#again"))
    progress = app.state()["progress"]
    read = progress["known"] + progress["done"]
    assert read < 307
    hand = Hand(hand.browser)
    hand.click("#again")
    assert wait_until(app.has_all)
    assert app.state()["progress"]["known"] == read
    hold_to_docs("| a search was stopped | it goes on there | not counted |", hand.told)
