"""What was taken back is what the next key is about, whether it is there already or on its way."""

from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.support.app_page import App, copies
from tests.support.browsing import hold_questions, press, wait_until
from tests.support.needs import BROWSER, needs
from tests.support.steps import shown

pytestmark = [needs(BROWSER), pytest.mark.slow]

FACES = ".grid button.face"
ALL = {f"anna-{number}.png" for number in range(5)}


def focused(browser: webdriver.Chrome) -> str:
    """The photo of the face that has the focus; "" where none has."""
    title = str(browser.switch_to.active_element.get_attribute("title"))
    return title.split(", ")[1] if title.startswith("Anna, ") else ""


@pytest.fixture
def anna(browser: webdriver.Chrome, app: App, album: Path) -> webdriver.Chrome:
    """Anna's five faces, the third one with the focus."""
    app.search(album / "known", album / "photos")
    browser.get(f"{app.address}#person-0")
    assert wait_until(lambda: shown(browser, FACES) == 5)
    press(browser, *[Keys.ARROW_RIGHT] * 2)  # the first key moves already
    return browser


def is_wrong(anna: webdriver.Chrome, album: Path) -> str:
    """Say that the face that has the focus is wrong; return whose copy is gone."""
    third = focused(anna)
    press(anna, "n")
    assert wait_until(lambda: copies(album, "Anna") == ALL - {third})
    return third


def test_the_next_key_is_about_the_face_that_came_back(anna: webdriver.Chrome, album: Path) -> None:
    third = is_wrong(anna, album)
    press(anna, "u")
    assert wait_until(lambda: shown(anna, FACES) == 5)
    assert focused(anna) == third
    press(anna, "n")
    assert wait_until(lambda: copies(album, "Anna") == ALL - {third})


def test_keys_that_are_quicker_than_the_undo_wait_for_it(
    anna: webdriver.Chrome, app: App, album: Path
) -> None:
    third = focused(anna)
    ActionChains(anna, duration=0).send_keys("nun").perform()
    assert wait_until(lambda: app.state()["actions"] == 3)
    assert wait_until(lambda: copies(album, "Anna") == ALL - {third})
    ActionChains(anna, duration=0).send_keys("unun").perform()
    assert wait_until(lambda: app.state()["actions"] == 7)
    assert wait_until(lambda: copies(album, "Anna") == ALL - {third})


def test_no_key_decides_about_a_face_that_was_not_shown_yet(
    anna: webdriver.Chrome, app: App, album: Path
) -> None:
    """However many are pressed while what was done is being taken back."""
    third = is_wrong(anna, album)
    hold_questions(anna, "undo")
    ActionChains(anna, duration=0).send_keys("unnnn").perform()
    anna.execute_script("sendNow()")
    assert wait_until(lambda: app.state()["actions"] == 3)
    assert wait_until(lambda: shown(anna, FACES) == 4)
    assert copies(album, "Anna") == ALL - {third}
    assert app.state()["actions"] == 3


def test_undo_with_its_button_leaves_the_focus_there_and_keys_mean_the_face(
    anna: webdriver.Chrome, album: Path
) -> None:
    third = focused(anna)
    press(anna, "n", "n")
    assert wait_until(lambda: len(copies(album, "Anna")) == 3 and shown(anna, "#undo"))
    undo = anna.find_element(By.ID, "undo")
    undo.click()
    assert wait_until(lambda: shown(anna, FACES) == 4)
    assert anna.switch_to.active_element == undo, "it is pressed again"
    undo.click()
    assert wait_until(lambda: shown(anna, FACES) == 5)
    press(anna, "n")
    assert wait_until(lambda: copies(album, "Anna") == ALL - {third})


def test_a_pair_that_comes_back_after_the_last_one_has_the_focus(
    browser: webdriver.Chrome, app: App, album: Path
) -> None:
    app.search(album / "known", album / "photos")
    browser.get(f"{app.address}#person-1")
    assert wait_until(lambda: shown(browser, ".pair"))
    browser.find_element(By.CSS_SELECTOR, ".answers .no").click()
    assert wait_until(lambda: shown(browser, ".pair") == 0)
    press(browser, "u")
    assert wait_until(lambda: shown(browser, ".pair"))
    assert browser.switch_to.active_element.get_attribute("class") == "pair"
    press(browser, "y")
    assert wait_until(lambda: copies(album, "Ben") == {"ben.png", "perhaps.png"})


def test_whoever_was_said_to_be_somebody_else_can_be_taken_back_later(
    anna: webdriver.Chrome, app: App, album: Path
) -> None:
    third = is_wrong(anna, album)
    app.search(album / "known", album / "photos")  # another search: there is nothing to undo
    anna.refresh()
    assert wait_until(lambda: shown(anna, FACES) == 4)
    folded = anna.find_element(By.CSS_SELECTOR, ".rejected summary")
    assert folded.text == "1 is not Anna: click to take it back"
    folded.send_keys(Keys.ENTER)
    assert wait_until(lambda: shown(anna, ".rejected .face") == 1)
    face = anna.find_element(By.CSS_SELECTOR, ".rejected .face")
    assert third in face.accessible_name
    loaded = "return arguments[0].querySelector('img').naturalWidth > 0"
    assert wait_until(lambda: anna.execute_script(loaded, face))
    face.send_keys(Keys.ENTER)
    assert wait_until(lambda: copies(album, "Anna") == ALL)
    assert wait_until(lambda: shown(anna, FACES) == 5)
    assert not shown(anna, ".rejected")
