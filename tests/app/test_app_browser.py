"""The app in a real browser, from an empty page to a copy in the folder, counting keys."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support import expected_conditions
from selenium.webdriver.support.wait import WebDriverWait

from tests.support.app_page import App
from tests.support.archive_files import pack
from tests.support.browsing import (
    colours,
    hold_first_questions,
    log,
    press,
    requests,
    serious_faults,
    text,
    wait_until,
)
from tests.support.fakes import RED, paint
from tests.support.needs import AXE, BROWSER, needs
from tests.support.processes import PATIENCE_SECONDS
from tests.support.steps import shown

pytestmark = [needs(BROWSER), pytest.mark.slow]

FACES = "button.face"


def click(browser: webdriver.Chrome, selector: str) -> None:
    assert wait_until(lambda: shown(browser, selector)), selector
    browser.find_element(By.CSS_SELECTOR, selector).click()


def open_person(browser: webdriver.Chrome, name: str) -> None:
    tiles = browser.find_elements(By.CSS_SELECTOR, "button.tile")
    next(tile for tile in tiles if name in tile.text).click()


def names_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} if folder.is_dir() else set()


@pytest.fixture
def found(browser: webdriver.Chrome, app: App, album: Path) -> Iterator[webdriver.Chrome]:
    """The browser after a search that was begun in it, as a new user would."""
    browser.get("about:blank")
    log(browser, "performance")  # what the browser's own start page asked for
    browser.get(app.address)
    assert wait_until(lambda: shown(browser, "#who-path"))
    browser.find_element(By.ID, "who-path").send_keys(f"{album / 'known'}\n")
    assert wait_until(lambda: shown(browser, ".person") == 2)
    click(browser, ".row.end .main")
    assert wait_until(lambda: shown(browser, "#where-path"))
    browser.find_element(By.ID, "where-path").send_keys(f"{album / 'photos'}\n")
    assert wait_until(lambda: shown(browser, ".place :checked"))
    click(browser, ".row.end .main")
    assert wait_until(lambda: shown(browser, "button.tile .strip img") == 7)
    yield browser
    elsewhere = {url for url in requests(browser) if not url.startswith(app.address)}
    assert {url.split(":")[0] for url in elsewhere} <= {"about", "data"}
    assert log(browser, "browser") == []


def test_one_key_and_a_wrong_copy_is_gone(found: webdriver.Chrome, album: Path) -> None:
    copies = album / "found" / "Anna"
    assert len(names_in(copies)) == 5
    open_person(found, "Anna")
    assert wait_until(lambda: shown(found, FACES) == 5)
    press(found, "n")
    assert wait_until(lambda: len(names_in(copies)) == 4)
    assert wait_until(lambda: shown(found, FACES) == 4)
    assert wait_until(lambda: "1 copy removed" in found.find_element(By.ID, "bar").text)
    press(found, "u")
    assert wait_until(lambda: len(names_in(copies)) == 5)
    assert wait_until(lambda: shown(found, FACES) == 5)
    assert wait_until(lambda: "Taken back · 1 copied" in found.find_element(By.ID, "bar").text)


def test_the_bar_is_wide_enough_on_a_phone_and_lies_on_no_other_step(
    found: webdriver.Chrome,
) -> None:
    metrics = {"width": 390, "height": 800, "deviceScaleFactor": 1, "mobile": True}
    found.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    open_person(found, "Anna")
    assert wait_until(lambda: shown(found, FACES) == 5)
    press(found, "n")
    assert wait_until(lambda: "1 copy removed" in found.find_element(By.ID, "bar").text)
    assert found.find_element(By.ID, "bar").size["width"] > 390 / 2
    for step, seen in (("done", 1), ("where", 0)):
        found.execute_script("location.hash = arguments[0]", step)
        assert wait_until(lambda: shown(found, "#bar") == seen), step  # noqa: B023 - asked at once
    found.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_one_key_and_a_doubtful_one_is_in_the_folder(found: webdriver.Chrome, album: Path) -> None:
    assert names_in(album / "found" / "Ben") == {"ben.png"}
    open_person(found, "Ben")
    assert wait_until(lambda: "Is this Ben?" in found.find_element(By.ID, "main").text)
    sides = [one.size for one in found.find_elements(By.CSS_SELECTOR, ".two img")]
    assert sides == [{"height": 180, "width": 180}] * 2
    press(found, "y")
    assert wait_until(lambda: names_in(album / "found" / "Ben") == {"ben.png", "perhaps.png"})
    assert wait_until(lambda: shown(found, FACES) == 2)
    assert shown(found, ".pair") == 0


def test_a_person_leads_on_to_the_next_one_with_something_left_and_the_last_to_done(
    found: webdriver.Chrome,
) -> None:
    open_person(found, "Anna")
    assert wait_until(lambda: shown(found, FACES) == 5)
    assert found.find_element(By.ID, "onward").text == "Next: Ben, 1 to look at"
    click(found, "#onward")
    assert wait_until(lambda: shown(found, ".pair"))
    assert not shown(found, "#onward"), "there is something left here"
    press(found, "y")
    assert wait_until(lambda: shown(found, "#onward"))
    assert found.find_element(By.ID, "onward").text == "Done"
    click(found, "#onward")
    assert wait_until(lambda: shown(found, "main.view-done"))


def test_no_and_then_undo(found: webdriver.Chrome, album: Path) -> None:
    open_person(found, "Ben")
    assert wait_until(lambda: shown(found, ".pair"))
    press(found, "n")
    assert wait_until(lambda: shown(found, ".pair") == 0)
    assert shown(found, FACES) == 1
    press(found, "u")
    assert wait_until(lambda: shown(found, ".pair"))
    assert "1 of 1" in found.find_element(By.CSS_SELECTOR, ".question").text
    assert names_in(album / "found" / "Ben") == {"ben.png"}


def test_a_no_too_many_hits_no_sure_face(found: webdriver.Chrome, album: Path) -> None:
    open_person(found, "Ben")
    assert wait_until(lambda: shown(found, ".pair"))
    ActionChains(found, duration=0).send_keys("nn").perform()
    assert wait_until(lambda: shown(found, FACES) == 1)
    assert wait_until(lambda: "left to look at" in found.find_element(By.ID, "bar").text)
    assert "removed" not in found.find_element(By.ID, "bar").text
    assert "1 rejected" in found.find_element(By.ID, "bar").text
    assert names_in(album / "found" / "Ben") == {"ben.png"}


def test_somebody_else_is_a_button_too(found: webdriver.Chrome, album: Path) -> None:
    open_person(found, "Ben")
    click(found, ".answers .other")
    assert wait_until(lambda: "perhaps.png" in names_in(album / "found" / "Anna"))
    assert names_in(album / "found" / "Ben") == {"ben.png"}


def test_a_click_says_wrong_and_one_button_says_all_are_right(
    found: webdriver.Chrome, album: Path
) -> None:
    open_person(found, "Anna")
    assert wait_until(lambda: shown(found, FACES) == 5)
    click(found, FACES)
    assert wait_until(lambda: shown(found, FACES) == 4)
    assert wait_until(lambda: len(names_in(album / "found" / "Anna")) == 4)
    click(found, "#all-right")
    assert wait_until(lambda: shown(found, "#all-right") == 0)
    assert shown(found, FACES) == 4


def test_it_goes_on_after_the_page_was_loaded_again(found: webdriver.Chrome, album: Path) -> None:
    open_person(found, "Ben")
    assert wait_until(lambda: shown(found, ".pair"))
    found.refresh()
    assert wait_until(lambda: shown(found, ".pair"))
    press(found, "y")
    assert wait_until(lambda: "perhaps.png" in names_in(album / "found" / "Ben"))


def test_nothing_is_left_in_the_browser(found: webdriver.Chrome) -> None:
    open_person(found, "Anna")
    kept = (
        "return [localStorage.length, sessionStorage.length, document.cookie.length,"
        " (await indexedDB.databases()).length, (await caches.keys()).length]"
    )
    found.set_script_timeout(30)
    assert found.execute_script(f"return (async () => {{ {kept} }})()") == [0, 0, 0, 0, 0]


def test_places_are_counted_and_folders_left_out_with_a_click(
    browser: webdriver.Chrome, app: App, album: Path
) -> None:
    paint(album / "photos" / "Scans" / "1.png", RED, (1, 2, 3))
    pack(album / "photos" / "backup.zip", {})
    browser.get(app.address)
    browser.execute_script("location.hash = 'where'")
    assert wait_until(lambda: shown(browser, "#where-path"))
    browser.find_element(By.ID, "where-path").send_keys(f"{album / 'photos'}\n")
    main = browser.find_element(By.ID, "main")
    assert wait_until(lambda: "8 photos to search · 1 archive may hold more" in main.text)
    chip = browser.find_element(By.CSS_SELECTOR, ".chip")
    assert chip.text == "Scans · 1"
    chip.click()
    assert wait_until(lambda: "7 photos to search" in main.text)


def test_names_are_written_with_a_tick(found: webdriver.Chrome, album: Path) -> None:
    click(found, ".row.end button")
    click(found, "#names")
    assert wait_until(
        lambda: "names written beside 6 copies" in found.find_element(By.ID, "bar").text
    )
    assert len(list((album / "found").glob("*/*.xmp"))) == 6
    found.execute_script("location.hash = 'person-0'")
    assert wait_until(lambda: shown(found, FACES) == 5)
    press(found, "n")
    assert wait_until(lambda: "1 copy removed" in found.find_element(By.ID, "bar").text)
    assert len(list((album / "found").glob("*/*.xmp"))) == 5


def test_what_lies_where_and_the_end(found: webdriver.Chrome, app: App, album: Path) -> None:
    click(found, ".row.end button")
    assert wait_until(lambda: "5 photos of Anna" in found.find_element(By.ID, "main").text)
    assert str(album / "found") in found.find_element(By.ID, "main").text
    buttons = found.find_elements(By.CSS_SELECTOR, "#main .row button")
    next(one for one in buttons if one.text == "Close facefinder").click()
    assert app.process.wait(60) == 0
    assert wait_until(lambda: "has ended" in found.find_element(By.ID, "main").text)


PRESSED_TWICE = """
const button = document.querySelector('details .danger');
button.click();
const refused = button.disabled;
button.click();
return [refused, button.isConnected];
"""


def test_after_the_traces_are_removed_it_still_says_where_the_copies_are(
    found: webdriver.Chrome, album: Path
) -> None:
    open_person(found, "Anna")
    assert wait_until(lambda: shown(found, FACES) == 5)
    press(found, "n")
    assert wait_until(lambda: shown(found, "#undo"))
    found.execute_script("location.hash = 'done'")
    assert wait_until(lambda: shown(found, "details summary"))
    found.find_element(By.CSS_SELECTOR, "details summary").send_keys(Keys.ENTER)
    assert wait_until(lambda: shown(found, "details .danger"))
    assert found.execute_script(PRESSED_TWICE) == [True, True]
    assert wait_until(lambda: "Deleted." in found.find_element(By.ID, "main").text)
    assert wait_until(lambda: "photos of Anna" not in found.find_element(By.ID, "main").text)
    said = found.find_element(By.ID, "main").text
    assert f"What was found stays in {album / 'found'}." in said
    assert "Nothing was copied" not in said  # four copies of Anna are there
    assert not shown(found, "#undo")  # what was decided is forgotten, too


def test_it_can_be_closed_wherever_somebody_is(
    found: webdriver.Chrome, app: App, album: Path
) -> None:
    click(found, ".row.end button")
    assert wait_until(lambda: shown(found, "main.view-done"))
    assert app.post("purge").status == 200
    found.execute_script("location.hash = 'who'")  # as "Look for somebody else" does
    assert wait_until(lambda: shown(found, "#who-path"))
    assert wait_until(lambda: not shown(found, "#steps a[href='#found']"))
    click(found, "#close")
    assert app.process.wait(60) == 0
    assert wait_until(lambda: "has ended" in found.find_element(By.ID, "main").text)
    assert not shown(found, "#close")
    assert found.switch_to.active_element.get_attribute("id") == "main"


UNDER_BARS = """
window.scrollTo(0, arguments[0] ? document.documentElement.scrollHeight : 0);
const bars = ['bar', 'progress'].map((id) => document.getElementById(id));
const isLast = (one) => one.getBoundingClientRect().top > 0 && one.checkVisibility();
const under = (one) => bars.some((bar) => {
  const [a, b] = [one.getBoundingClientRect(), bar.getBoundingClientRect()];
  const besides = a.bottom <= b.top || b.bottom <= a.top || a.right <= b.left || b.right <= a.left;
  return bar.checkVisibility() && !bar.contains(one) && !besides;
});
const below = (one) => one.getBoundingClientRect().bottom > innerHeight / 2;
return [...document.querySelectorAll('main button, main summary, main a, main p')]
  .filter((one) => isLast(one) && below(one) && under(one)).map((one) => one.textContent);
"""
"""What lies under a bar in the lower half of the window, at the end of a page or its beginning."""
LONG_BAR = "document.querySelector('#bar p').textContent = 'Copies are closed to us. '.repeat(9)"


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_lies_under_a_bar_at_the_end_of_a_page(found: webdriver.Chrome, width: int) -> None:
    metrics = {"width": width, "height": 500, "deviceScaleFactor": 1, "mobile": False}
    found.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    open_person(found, "Anna")
    assert wait_until(lambda: shown(found, FACES) == 5)
    press(found, "n")
    assert wait_until(lambda: shown(found, "#undo"))
    for page in ("done", "found", "person-0", "person-1"):
        found.execute_script("location.hash = arguments[0]", page)
        view = f"main.view-{page.split('-', maxsplit=1)[0]}"
        assert wait_until(lambda: shown(found, view))  # noqa: B023 - asked at once
        assert shown(found, "#bar"), page
        found.execute_script(LONG_BAR)
        assert found.execute_script(UNDER_BARS, True) == [], page
        assert page != "done" or found.execute_script(UNDER_BARS, False) == []
    found.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_done_says_what_could_not_be_copied_and_tries_again(
    browser: webdriver.Chrome, app: App, album: Path
) -> None:
    mine = album / "found"
    mine.write_text("mine")  # no folder
    app.search(album / "known", album / "photos")
    browser.get(f"{app.address}#done")
    main = browser.find_element(By.ID, "main")
    assert wait_until(lambda: "Not everything is in the folder" in main.text)
    mine.unlink()
    click(browser, "#copy-again")
    assert wait_until(lambda: shown(browser, "#copy-again") == 0)
    assert len(names_in(album / "found" / "Anna")) == 5


def test_where_nothing_is_to_be_searched_another_place_is_offered(
    browser: webdriver.Chrome, app: App, album: Path
) -> None:
    (album / "empty").mkdir()
    app.search(album / "known", album / "empty")
    browser.get(app.address)
    assert wait_until(
        lambda: "There is no photo to search" in browser.find_element(By.ID, "progress").text
    )
    assert not shown(browser, "#again")
    click(browser, "#change")
    assert wait_until(lambda: shown(browser, "#where-path"))


def test_nobody_is_shown_where_there_is_nobody_and_the_bar_speaks_the_language(
    found: webdriver.Chrome,
) -> None:
    found.execute_script("location.hash = 'person-99'")
    assert wait_until(lambda: shown(found, "button.tile") == 2)
    open_person(found, "Anna")
    assert wait_until(lambda: shown(found, FACES) == 5)
    press(found, "n")
    bar = found.find_element(By.ID, "bar")
    assert wait_until(lambda: "1 copy removed" in bar.text)
    choose = "const s = document.getElementById('language'); s.value = arguments[0]; s.onchange();"
    found.execute_script(choose, "de")
    assert wait_until(lambda: "1 Kopie entfernt" in bar.text)
    found.execute_script(choose, "en")
    assert wait_until(lambda: "1 copy removed" in bar.text)


def test_another_tab_may_search_and_undo_meanwhile(
    found: webdriver.Chrome, app: App, album: Path
) -> None:
    open_person(found, "Anna")
    assert wait_until(lambda: shown(found, FACES) == 5)
    press(found, "n")
    assert wait_until(lambda: app.state()["actions"] == 1)
    press(found, "u")
    assert wait_until(lambda: app.state()["actions"] == 2)
    app.search(album / "known", album / "photos")
    assert wait_until(lambda: shown(found, FACES) == 5)
    assert wait_until(lambda: shown(found, "#bar") == 0)
    press(found, "n")
    assert wait_until(lambda: app.state()["actions"] == 1)
    app.post("undo")
    assert wait_until(lambda: app.state()["actions"] == 2)
    assert wait_until(lambda: shown(found, FACES) == 5)


@needs(AXE)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_serious_fault_and_no_sideways_scrolling(found: webdriver.Chrome, scheme: str) -> None:
    colours(found, scheme)
    wide = "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
    for page in ("who", "where", "found", "person-0", "person-1", "done"):
        found.execute_script("location.hash = arguments[0]", page)
        view = f"main.view-{page.split('-', maxsplit=1)[0]}"
        WebDriverWait(found, PATIENCE_SECONDS).until(
            expected_conditions.presence_of_element_located((By.CSS_SELECTOR, view))
        )
        assert serious_faults(found) == [], page
        for width in (390, 1280, 1920):
            found.set_window_size(width, 900)
            assert found.execute_script(wide) <= 0, (page, width)


def test_faces_are_pictures_of_their_own_with_a_tick_and_follow_what_is_decided(
    found: webdriver.Chrome, app: App, album: Path
) -> None:
    faces = album / "found" / "faces"

    def listed() -> int:
        """Whose pictures are there: of photos that look the same one picture is enough."""
        if not (faces / "manifest.csv").is_file():
            return 0
        rows = (faces / "manifest.csv").read_text("utf-8").splitlines()[1:]
        return len(rows) if all((faces / row.split(",")[1]).is_file() for row in rows) else 0

    click(found, ".row.end button")
    click(found, "#faces")
    assert wait_until(lambda: listed() == 6)
    assert wait_until(lambda: "6 faces are pictures of their own" in text(found, "#main"))
    assert {name.split()[0] for name in names_in(faces)} == {"Anna", "Ben", "manifest.csv"}
    found.execute_script("location.hash = 'person-0'")
    assert wait_until(lambda: shown(found, FACES) == 5)
    press(found, "n")
    assert wait_until(lambda: listed() == 5)
    press(found, "u")
    assert wait_until(lambda: listed() == 6)
    state = app.search(album / "known", album / "photos", album / "found")
    assert state["searched"] == 7, "they are no photos"
    assert wait_until(lambda: app.state()["faces"]), "it is known from before"
    found.refresh()  # or the next key might be meant for a pair that was there before
    found.execute_script("location.hash = 'person-1'")
    assert wait_until(lambda: shown(found, ".pair"))
    press(found, "y")
    assert wait_until(lambda: listed() == 7)
    found.execute_script("location.hash = 'done'")
    assert wait_until(lambda: shown(found, "#faces:checked"))
    click(found, "#faces")
    assert wait_until(lambda: not faces.exists())
    assert len(names_in(album / "found" / "Anna")) == 5


def test_an_address_that_comes_while_the_page_begins_is_gone_to(
    browser: webdriver.Chrome, app: App, album: Path
) -> None:
    app.search(album / "known", album / "photos")
    hold_first_questions(browser, "state")
    browser.get(app.address)
    assert wait_until(lambda: browser.find_elements(By.CSS_SELECTOR, "#language option"))
    browser.execute_script("location.hash = 'person-1'")
    browser.execute_script("sendNow()")
    assert wait_until(lambda: shown(browser, "main.view-person"))
