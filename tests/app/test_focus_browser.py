"""With the keyboard alone: the focus never falls to the beginning of the page."""

from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.support.app_page import App
from tests.support.browsing import press, wait_until
from tests.support.fakes import RED, paint
from tests.support.needs import BROWSER, needs
from tests.support.steps import shown

pytestmark = [needs(BROWSER), pytest.mark.slow]

FOCUS = "const a = document.activeElement; return a.id || a.className || a.tagName;"


def focus(browser: webdriver.Chrome) -> str:
    """The id of what has the focus, or what else tells it."""
    return str(browser.execute_script(FOCUS))


def tab_to(browser: webdriver.Chrome, selector: str) -> None:
    """Press Tab until something has the focus."""
    is_there = "return document.activeElement.matches(arguments[0])"
    for _ in range(80):
        if browser.execute_script(is_there, selector):
            return
        press(browser, Keys.TAB)
    raise AssertionError(f"Tab does not reach {selector}")


def test_after_stop_the_focus_stays_at_the_search(
    browser: webdriver.Chrome, app: App, album: Path
) -> None:
    for number in range(300):
        paint(album / "photos" / f"r-{number:03}.png", RED, (10 + number % 200, 20, number // 200))
    whom, inputs = str(album / "known"), [str(album / "photos")]
    assert app.post("start", known=whom, inputs=inputs).status == 200
    assert wait_until(lambda: app.state()["phase"] == "reading")
    browser.get(app.address)
    assert wait_until(lambda: shown(browser, "#pause"))
    tab_to(browser, "#pause")
    press(browser, Keys.ENTER)
    assert wait_until(lambda: browser.find_element(By.ID, "pause").text == "Go on")
    assert focus(browser) == "pause"
    tab_to(browser, "#stop")
    press(browser, Keys.ENTER)
    assert wait_until(lambda: shown(browser, "#again"))
    # While the last photos are copied, which may be over at once, no button is there.
    assert focus(browser) in ("progress", "again")
    tab_to(browser, "#again")
    press(browser, Keys.ENTER)
    assert wait_until(lambda: shown(browser, "#again") == 0)
    assert focus(browser) in ("progress", "pause")


def test_what_goes_hands_the_focus_on_before_the_next_key(
    browser: webdriver.Chrome, app: App
) -> None:
    browser.get(app.address)
    assert wait_until(lambda: shown(browser, "#main button"))
    is_lost_after_hiding = """
        const done = arguments[0];
        const one = document.querySelector("#main button");
        one.focus();
        one.hidden = true;
        queueMicrotask(() => done([one, document.body].includes(document.activeElement)));
    """
    assert browser.execute_async_script(is_lost_after_hiding) is False


def test_undo_dialogs_and_the_language_keep_the_focus_in_the_page(
    browser: webdriver.Chrome, app: App, album: Path
) -> None:
    app.search(album / "known", album / "photos")
    browser.get(f"{app.address}#person-1")
    assert wait_until(lambda: shown(browser, ".pair"))
    tab_to(browser, ".answers .no")
    press(browser, Keys.ENTER)  # the last one in doubt
    assert wait_until(lambda: shown(browser, ".grid .face"))
    assert focus(browser) == "mode-sure"
    tab_to(browser, "#all-right")
    press(browser, Keys.ENTER)
    assert wait_until(lambda: shown(browser, "#all-right") == 0)
    assert focus(browser) == "full-screen"
    press(browser, Keys.ENTER)
    assert wait_until(lambda: shown(browser, "#slides"))
    press(browser, Keys.ESCAPE)
    assert wait_until(lambda: shown(browser, "#slides") == 0)
    assert focus(browser) == "full-screen"
    for actions in (3, 4):
        tab_to(browser, "#undo")
        press(browser, Keys.ENTER)
        app.after(actions)
    assert wait_until(lambda: shown(browser, "#undo") == 0)
    assert focus(browser) == "main"
    tab_to(browser, "#language")
    press(browser, "d")
    assert wait_until(lambda: "Schritte" in browser.page_source)
    assert focus(browser) == "language"


def test_removed_photos_and_a_closed_program_leave_the_focus_in_the_page(
    browser: webdriver.Chrome, app: App, album: Path
) -> None:
    for person in ("Anna", "Ben"):
        assert app.drop(person, album / "known" / person / "1.png").status == 200
    browser.get(app.address)
    assert wait_until(lambda: shown(browser, ".person .small") == 2)
    tab_to(browser, ".person .small")
    press(browser, Keys.ENTER)
    assert wait_until(lambda: shown(browser, ".person .small") == 1)
    assert focus(browser) not in ("BODY", "main")
    app.search(album / "known", album / "photos")
    browser.get(f"{app.address}#done")
    browser.refresh()
    assert wait_until(lambda: shown(browser, "#main .row button") == 3)
    tab_to(browser, "#main .row button:last-child")
    press(browser, Keys.ENTER)
    assert app.process.wait(60) == 0
    assert wait_until(lambda: "has ended" in browser.find_element(By.ID, "main").text)
    assert focus(browser) == "main"


def test_the_dialog_for_folders_begins_with_the_first_place(
    browser: webdriver.Chrome, app: App
) -> None:
    browser.get(app.address)
    assert wait_until(lambda: shown(browser, "#who-groups"))
    tab_to(browser, "#who-groups")
    press(browser, Keys.ENTER)
    assert wait_until(lambda: shown(browser, "#browse .folder"))
    assert wait_until(lambda: focus(browser) == "folder")
