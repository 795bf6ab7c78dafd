"""What is under the hand while the page asks again and again how far the search is."""

from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement

from tests.support.app_page import App
from tests.support.browsing import wait_until
from tests.support.fakes import RED, paint
from tests.support.needs import BROWSER, needs
from tests.support.steps import shown

pytestmark = [needs(BROWSER), pytest.mark.slow]

POLLS = """
const asked = performance.getEntriesByType("resource").map(({ name }) => name);
return asked.filter((name) => name.includes("/state/")).length;
"""


@pytest.fixture
def paused(browser: webdriver.Chrome, app: App, album: Path) -> webdriver.Chrome:
    """The page of a search that has found some and goes on to find more, paused."""
    for number in range(300):
        paint(album / "photos" / f"more-{number}.png", RED, (10 + number % 200, 20, number // 200))
    inputs = [str(album / "photos")]
    assert app.post("start", known=str(album / "known"), inputs=inputs).status == 200
    assert wait_until(lambda: app.state()["progress"]["done"] > 0)
    app.post("pause", on=True)
    browser.get(app.address)
    assert wait_until(lambda: shown(browser, "#pause"))
    return browser


def wait_for_polls(browser: webdriver.Chrome) -> None:
    """Wait until the page has drawn two answers more, the second of which was asked for later."""
    browser.execute_script("performance.clearResourceTimings()")
    assert wait_until(lambda: browser.execute_script(POLLS) > 2)


def press_down(browser: webdriver.Chrome, selector: str) -> WebElement:
    element = browser.find_element(By.CSS_SELECTOR, selector)
    ActionChains(browser).click_and_hold(element).perform()
    return element


def release(browser: webdriver.Chrome) -> None:
    ActionChains(browser).release().perform()


def test_buttons_of_the_search_keep_the_focus_and_take_a_slow_click(
    paused: webdriver.Chrome, app: App
) -> None:
    pause = paused.find_element(By.ID, "pause")
    paused.execute_script("arguments[0].focus()", pause)
    wait_for_polls(paused)
    assert paused.switch_to.active_element == pause
    assert press_down(paused, "#pause") == pause
    wait_for_polls(paused)
    release(paused)
    assert wait_until(lambda: not app.state()["paused"])
    assert wait_until(lambda: pause.text == "Pause")
    assert paused.switch_to.active_element == pause


def test_a_person_opens_though_more_of_them_is_found_meanwhile(
    paused: webdriver.Chrome, app: App
) -> None:
    tile = press_down(paused, "button.tile")
    before = tile.text
    app.post("pause", on=False)
    assert wait_until(lambda: tile.text != before)
    release(paused)
    assert wait_until(lambda: shown(paused, "#mode-sure"))


def test_a_mode_keeps_the_focus_though_more_is_found_meanwhile(
    paused: webdriver.Chrome, app: App
) -> None:
    paused.execute_script("location.hash = 'person-0'")
    assert wait_until(lambda: shown(paused, "#mode-sure"))
    sure = paused.find_element(By.ID, "mode-sure")
    before = sure.text
    paused.execute_script("arguments[0].focus()", sure)
    app.post("pause", on=False)
    assert wait_until(lambda: sure.text != before)
    assert paused.switch_to.active_element == sure
