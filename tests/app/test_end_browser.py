"""The end of the program, and of its traces, wherever somebody is on the page."""

from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.support.app_page import App
from tests.support.browsing import delay_answers, press, text, wait_until
from tests.support.fakes import RED, paint
from tests.support.needs import BROWSER, needs
from tests.support.processes import PATIENCE_SECONDS
from tests.support.steps import shown

pytestmark = [needs(BROWSER), pytest.mark.slow]


@pytest.fixture
def paused(browser: webdriver.Chrome, app: App, album: Path) -> webdriver.Chrome:
    """The page of a search that waits with photos left."""
    for number in range(300):
        paint(album / "photos" / f"more-{number}.png", RED, (10 + number % 200, 20, number // 200))
    inputs = [str(album / "photos")]
    assert app.post("start", known=str(album / "known"), inputs=inputs).status == 200
    assert wait_until(lambda: app.state()["progress"]["done"] > 0)
    app.post("pause", on=True)
    browser.get(app.address)
    assert wait_until(lambda: shown(browser, "#pause"))
    return browser


def test_who_closes_before_all_is_searched_is_asked_and_told_how_it_goes_on(
    paused: webdriver.Chrome, app: App
) -> None:
    paused.find_element(By.ID, "close").click()
    assert wait_until(lambda: shown(paused, "dialog[open] h2"))
    assert "Not all photos are searched yet" in text(paused, "#ask")
    press(paused, Keys.ENTER)  # pressed once more, it closes nothing
    assert wait_until(lambda: not shown(paused, "dialog[open]"))
    assert app.state()["phase"] == "reading"
    paused.find_element(By.ID, "close").click()
    assert wait_until(lambda: shown(paused, "dialog[open] .main"))
    paused.find_element(By.CSS_SELECTOR, "dialog[open] .main").click()
    assert app.process.wait(PATIENCE_SECONDS) == 0
    assert wait_until(lambda: "The next search goes on" in text(paused, "#main"))


def test_traces_of_earlier_searches_can_be_removed_before_anything_is_searched(
    browser: webdriver.Chrome, app: App, album: Path
) -> None:
    index = album / "data" / "index.sqlite"
    app.search(album / "known", album / "photos")
    app.post("look", known="")
    assert wait_until(lambda: app.state()["phase"] == "none")
    assert index.is_file()
    browser.get(app.address)
    assert wait_until(lambda: shown(browser, "#steps a[href='#done']"))
    browser.find_element(By.CSS_SELECTOR, "#steps a[href='#done']").click()
    assert wait_until(lambda: shown(browser, "main.view-done details summary"))
    assert "What lies where" not in text(browser, "#main")
    browser.find_element(By.ID, "back").click()
    assert wait_until(lambda: shown(browser, "main.view-found button.tile"))
    browser.get(f"{app.address}#done")
    assert wait_until(lambda: "What lies where" in text(browser, "#main"))
    assert not shown(browser, "#back")
    app.post("look", known="")
    assert wait_until(lambda: app.state()["phase"] == "none")
    browser.refresh()
    assert wait_until(lambda: shown(browser, "details[open] .danger"))
    delay_answers(browser, "state")
    browser.find_element(By.CSS_SELECTOR, "details .danger").click()
    assert wait_until(lambda: "Deleted." in text(browser, "#main"))
    assert not index.exists()
    assert not shown(browser, "#back")
