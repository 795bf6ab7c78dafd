"""Reference photos one by one: left out, taken back, and which of several faces counts."""

from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By

from tests.support.app_page import App
from tests.support.browsing import text, wait_until
from tests.support.fakes import BLUE, RED, paint
from tests.support.needs import BROWSER, needs
from tests.support.steps import shown

pytestmark = [needs(BROWSER), pytest.mark.slow]


def row(name: str) -> str:
    """Where a photo's row is in Anna's tile."""
    return f".person:first-child .photos li[data-key$='{name}']"


def click(browser: webdriver.Chrome, selector: str) -> None:
    assert wait_until(lambda: shown(browser, selector)), selector
    browser.find_element(By.CSS_SELECTOR, selector).click()


def look_at(browser: webdriver.Chrome, app: App, album: Path) -> None:
    """Show the people of the album, and the photos of Anna."""
    assert app.post("look", known=str(album / "known")).status == 200
    browser.get(app.address)
    click(browser, ".person:first-child .photos summary")


def used(app: App) -> dict[str, str]:
    """The names of Anna's reference photos that the search goes by, and the faces in them."""
    people = app.state()["found"]["people"]
    return {one["name"]: one["face"] for one in people[0]["references"]}


def test_a_bad_photo_is_left_out_and_another_face_counts(
    browser: webdriver.Chrome, app: App, album: Path
) -> None:
    anna = album / "known" / "Anna"
    paint(anna / "2.png", (255, 40, 0))
    paint(anna / "bad.png", BLUE)
    paint(anna / "two.png", (255, 0, 40), (255, 40, 40))
    look_at(browser, app, album)
    click(browser, f"{row('bad.png')} .small")
    tile = browser.find_element(By.CSS_SELECTOR, ".person:first-child")
    assert wait_until(lambda: "4 photos, 3 used · 1 left out" in tile.text)
    assert browser.switch_to.active_element.text == "Use it again"
    other = f"{row('two.png')} .choose[aria-pressed=false]"
    before = browser.find_element(By.CSS_SELECTOR, other).get_attribute("data-key")
    click(browser, other)
    now = f"{row('two.png')} .choose[data-key='{before}'][aria-pressed=true]"
    assert wait_until(lambda: shown(browser, now))
    browser.refresh()
    assert wait_until(lambda: shown(browser, ".person .photos"))
    wish = app.get("wish").value
    assert [Path(one).name for one in wish["left_out"]] == ["bad.png"]
    app.search(album / "known", album / "photos", **{k: wish[k] for k in ("left_out", "pointed")})
    first = used(app)
    assert set(first) == {"1.png", "2.png", "two.png"}
    assert first["two.png"] == before
    assert app.post("resume").status == 200
    assert wait_until(lambda: app.state()["phase"] == "ready")
    assert used(app) == first


def test_a_photo_that_does_not_look_like_the_others_is_used_all_the_same(
    browser: webdriver.Chrome, app: App, album: Path
) -> None:
    anna = album / "known" / "Anna"
    paint(anna / "2.png", (255, 40, 0))
    paint(anna / "odd.png", BLUE)
    look_at(browser, app, album)
    click(browser, f"{row('odd.png')} .insist")
    tile = ".person:first-child"
    assert wait_until(lambda: "because you chose it" in text(browser, tile))
    assert not shown(browser, f"{row('odd.png')} .insist")
    wish = app.get("wish").value
    app.search(album / "known", album / "photos", pointed=wish["pointed"])
    assert set(used(app)) == {"1.png", "2.png", "odd.png"}


def rows(browser: webdriver.Chrome) -> list[str]:
    """The names of Anna's photos, as they are listed."""
    listed = browser.find_elements(By.CSS_SELECTOR, ".person:first-child .photos li > b")
    return [one.text.split(",")[0] for one in listed]


def test_photos_that_are_not_used_come_first_and_stay_there(
    browser: webdriver.Chrome, app: App, album: Path
) -> None:
    anna = album / "known" / "Anna"
    paint(anna / "2.png", (255, 40, 0))
    paint(anna / "3.png", (255, 0, 40))
    paint(anna / "bad.png", BLUE)
    look_at(browser, app, album)
    assert rows(browser) == ["bad.png", "1.png", "2.png", "3.png"]
    click(browser, f"{row('bad.png')} .small")
    tile = browser.find_element(By.CSS_SELECTOR, ".person:first-child")
    assert wait_until(lambda: "1 left out" in tile.text)
    assert rows(browser) == ["bad.png", "1.png", "2.png", "3.png"]


def test_what_was_left_out_comes_back(browser: webdriver.Chrome, app: App, album: Path) -> None:
    paint(album / "known" / "Anna" / "2.png", RED, (90, 200, 90))
    look_at(browser, app, album)
    tile = browser.find_element(By.CSS_SELECTOR, ".person:first-child")
    click(browser, f"{row('2.png')} .small")
    assert wait_until(lambda: "2 photos, 1 used · 1 left out" in tile.text)
    click(browser, f"{row('2.png')} .small")
    assert wait_until(lambda: "2 photos, 2 used" in tile.text)
