"""One pair after the other: the counter, pairs that are put off, and what comes in meanwhile."""

import shutil
from functools import partial
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.select import Select

from tests.app.conftest import ALIKE
from tests.support.app_page import App, copies, decide, matches
from tests.support.browsing import delay_answers, press, text, wait_until
from tests.support.fakes import BLUE, GREEN, paint
from tests.support.needs import BROWSER, needs
from tests.support.steps import shown

pytestmark = [needs(BROWSER), pytest.mark.slow]

LIKELIER = (0, 140, 255)
"""Nearer to blue than what is alike, and still in doubt."""
NEARLY = (0, 30, 255)
"""Surely blue, and not quite."""
HERE = ".tab[aria-current]"
"""Who is open."""
MANY = 1500
"""Photos of nobody that take longer to read than a search waits before it looks at the found."""


def question(browser: webdriver.Chrome) -> str:
    """The counter, such as "1 of 8"."""
    return text(browser, ".question p")


def asked(browser: webdriver.Chrome) -> str:
    """Which pair is shown."""
    return str(browser.execute_script("return document.querySelector('.pair').dataset.key"))


def is_asked(browser: webdriver.Chrome, key: str) -> bool:
    return asked(browser) == key


def open_among(browser: webdriver.Chrome, app: App, album: Path, *, others: int, page: str) -> None:
    """Search for so many more people, and open the page of one of all."""
    for number in range(others):
        paint(album / "known" / f"Person {number}" / "1.png", (25 * number, 250, 40))
    app.search(album / "known", album / "photos")
    browser.get(f"{app.address}#{page}")


@pytest.fixture
def doubtful(browser: webdriver.Chrome, app: App, album: Path) -> webdriver.Chrome:
    """Four faces that may be Ben's."""
    for number in range(3):
        paint(album / "photos" / f"more-{number}.png", ALIKE, (90, 120 + 20 * number, 90))
    app.search(album / "known", album / "photos")
    browser.get(f"{app.address}#person-1")
    assert wait_until(lambda: shown(browser, ".pair"))
    return browser


def test_the_counter_goes_on_with_later_and_each_pair_keeps_its_number(
    doubtful: webdriver.Chrome,
) -> None:
    first = asked(doubtful)
    assert question(doubtful) == "1 of 4"
    press(doubtful, " ")
    assert question(doubtful) == "2 of 4"
    press(doubtful, " ")
    second_put_off = question(doubtful)
    assert second_put_off == "3 of 4"
    press(doubtful, "n")
    assert question(doubtful) == "4 of 4"
    press(doubtful, "n")
    assert question(doubtful) == "1 of 4, put off before"
    assert asked(doubtful) == first


def test_those_put_off_come_round_and_undo_brings_back_what_was_judged(
    doubtful: webdriver.Chrome, app: App
) -> None:
    keys = []
    for _ in range(4):
        keys.append(asked(doubtful))
        press(doubtful, " ")
    assert len(set(keys)) == 4
    for number, key in enumerate(keys):
        assert asked(doubtful) == key
        assert question(doubtful) == f"{number + 1} of 4, put off before"
        press(doubtful, " ")
    press(doubtful, "n")
    assert question(doubtful) == "2 of 4, put off before"
    press(doubtful, "u")
    assert wait_until(lambda: question(doubtful) == "1 of 4")
    assert asked(doubtful) == keys[0]
    assert app.after(2)["actions"] == 2


def test_undo_goes_back_to_the_pair_whose_answer_it_takes_back(
    doubtful: webdriver.Chrome, app: App
) -> None:
    delay_answers(doubtful, "state/", each=2)
    keys = []
    for answer in "nyn":
        keys.append(asked(doubtful))
        press(doubtful, answer)
    for key in reversed(keys):
        press(doubtful, "u")
        assert wait_until(partial(is_asked, doubtful, key))
    for key in keys:
        assert asked(doubtful) == key
        press(doubtful, "n")
    assert len(set(keys)) == 3
    press(doubtful, "u")
    assert wait_until(partial(is_asked, doubtful, keys[2]))
    press(doubtful, "u")
    assert wait_until(partial(is_asked, doubtful, keys[1]))
    press(doubtful, "y")
    assert wait_until(partial(is_asked, doubtful, keys[2]))
    press(doubtful, "u")  # of what is open again, too
    assert wait_until(partial(is_asked, doubtful, keys[1]))


def test_a_card_of_equal_files_is_called_after_the_original(
    browser: webdriver.Chrome, app: App, album: Path
) -> None:
    plain = album / "photos" / "Garten.png"
    paint(plain, ALIKE, (90, 200, 90))
    double = album / "photos" / "Alte Kopien" / "Kopie von Garten.png"
    double.parent.mkdir()
    shutil.copy2(plain, double)
    app.search(album / "known", album / "photos")
    browser.get(f"{app.address}#person-1")
    assert wait_until(lambda: shown(browser, ".pair"))
    while "2 copies" not in (said := text(browser, ".pair")):
        press(browser, " ")
    assert "Garten.png" in said
    assert "Kopie" not in said


def test_a_row_of_more_people_than_fit_shows_who_is_open(
    browser: webdriver.Chrome, app: App, album: Path
) -> None:
    open_among(browser, app, album, others=9, page="person-10")
    assert wait_until(lambda: shown(browser, ".tab") == 11)
    tabs, here = (browser.find_element(By.CSS_SELECTOR, one).rect for one in (".tabs", HERE))
    assert tabs["x"] <= here["x"] < here["x"] + here["width"] <= tabs["x"] + tabs["width"] + 1


def test_among_many_people_no_arrow_key_says_who_it_is(
    browser: webdriver.Chrome, app: App, album: Path
) -> None:
    open_among(browser, app, album, others=4, page="person-1")
    assert wait_until(lambda: shown(browser, ".pair"))
    summary = browser.find_element(By.CSS_SELECTOR, ".others summary")
    assert not shown(browser, ".others button")
    summary.send_keys(Keys.ARROW_DOWN, Keys.ARROW_DOWN)
    summary.send_keys(Keys.ENTER)
    assert wait_until(lambda: shown(browser, ".others button") == 5)
    assert app.after(0)["actions"] == 0
    browser.find_elements(By.CSS_SELECTOR, ".others button")[3].send_keys(Keys.ENTER)
    assert wait_until(lambda: copies(album, "Person 2") == {"perhaps.png"})


def test_a_double_click_and_a_held_key_judge_one_pair(doubtful: webdriver.Chrome, app: App) -> None:
    no = doubtful.find_element(By.CSS_SELECTOR, ".answers .no")
    ActionChains(doubtful).double_click(no).perform()
    assert app.after(1)["actions"] == 1
    assert question(doubtful) == "2 of 4"
    press(doubtful, Keys.TAB)  # the keyboard is used now, whatever the pointer was at
    doubtful.execute_script("document.querySelector('.answers .no').focus()")
    down = {"type": "rawKeyDown", "key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13}
    for repeat in (False, True, True):
        doubtful.execute_cdp_cmd("Input.dispatchKeyEvent", down | {"autoRepeat": repeat})
        doubtful.execute_cdp_cmd(
            "Input.dispatchKeyEvent", {"type": "char", "text": "\r", "autoRepeat": repeat}
        )
    assert wait_until(lambda: question(doubtful) == "3 of 4")
    assert app.after(2)["actions"] == 2
    focused = doubtful.switch_to.active_element
    assert focused.get_attribute("class") == "no", "the same button of the next pair"


@pytest.mark.parametrize("selector", [".answers .yes", ".answers .no", "#mode-look"])
def test_space_means_later_after_a_click_with_the_mouse(
    doubtful: webdriver.Chrome, app: App, selector: str
) -> None:
    doubtful.find_element(By.CSS_SELECTOR, selector).click()
    judged = 0 if selector == "#mode-look" else 1
    assert app.after(judged)["actions"] == judged
    assert wait_until(lambda: question(doubtful) == f"{judged + 1} of 4")
    press(doubtful, " ")
    assert question(doubtful) == f"{judged + 2} of 4"
    press(doubtful, " ")
    assert question(doubtful) == f"{judged + 3} of 4"
    assert app.state()["actions"] == judged


def test_enter_answers_for_no_face_whose_button_only_a_pointer_came_to(
    doubtful: webdriver.Chrome, app: App
) -> None:
    doubtful.find_element(By.CSS_SELECTOR, ".answers .yes").click()
    assert wait_until(lambda: question(doubtful) == "2 of 4")
    press(doubtful, Keys.ENTER)
    press(doubtful, " ")
    assert wait_until(lambda: question(doubtful) == "3 of 4")
    assert app.after(1)["actions"] == 1


@pytest.mark.parametrize("yes", [True, False])
def test_what_another_window_answered_is_asked_no_more(
    doubtful: webdriver.Chrome, app: App, *, yes: bool
) -> None:
    before = asked(doubtful)
    versions = {one["version"]: one["face"] for one in matches(app.state(), "Ben").values()}
    decide(app, ("Ben", versions[before], yes))
    assert wait_until(lambda: asked(doubtful) != before)


def test_a_photo_keeps_its_shape_when_the_same_pair_is_drawn_anew(
    browser: webdriver.Chrome, app: App, album: Path
) -> None:
    app.search(album / "known", album / "photos")
    browser.get(f"{app.address}#person-1")
    shape = "return document.querySelector('.pair .shot').style.getPropertyValue('--ratio')"
    assert wait_until(lambda: shown(browser, ".pair") and browser.execute_script(shape) == "1")
    press(browser, " ")
    assert wait_until(lambda: question(browser) == "1 of 1, put off before")
    assert browser.execute_script(shape) == "1"


def test_the_contact_sheet_begins_at_the_top_of_its_page(
    browser: webdriver.Chrome, app: App, album: Path
) -> None:
    app.search(album / "known", album / "photos")
    browser.get(f"{app.address}#person-0")
    assert wait_until(lambda: shown(browser, ".grid img"))
    browser.execute_script("window.dispatchEvent(new Event('beforeprint'))")
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    top = "return document.querySelector('#sheet').getBoundingClientRect().top"
    assert wait_until(lambda: browser.execute_script(top) < 20)


def test_each_file_of_a_picture_can_be_looked_at(
    browser: webdriver.Chrome, app: App, album: Path
) -> None:
    shutil.copy(album / "photos" / "anna-1.png", album / "photos" / "Kopie von anna-1.png")
    app.search(album / "known", album / "photos")
    browser.get(f"{app.address}#person-0")
    assert wait_until(lambda: shown(browser, ".many") == 1)
    tile = browser.find_element(By.CSS_SELECTOR, ".face:has(.many)")
    ActionChains(browser).context_click(tile).perform()
    files = "#viewer .files button"
    assert wait_until(lambda: shown(browser, files) == 2)
    names = [one.text.split(" ")[0] for one in browser.find_elements(By.CSS_SELECTOR, files)]
    assert sorted(names) == ["Kopie", "anna-1.png"]
    for number, name in enumerate(names):
        browser.find_elements(By.CSS_SELECTOR, files)[number].click()
        assert text(browser, "#viewer figcaption span").startswith(name)
        assert browser.switch_to.active_element.text.startswith(name)


def test_space_means_later_after_a_click_on_undo(doubtful: webdriver.Chrome, app: App) -> None:
    press(doubtful, "n", "n")
    assert wait_until(lambda: shown(doubtful, "#undo"))
    doubtful.find_element(By.ID, "undo").click()
    assert app.after(3)["actions"] == 3
    assert wait_until(lambda: question(doubtful) == "2 of 4")
    press(doubtful, " ")
    assert wait_until(lambda: question(doubtful) == "3 of 4")
    assert app.state()["actions"] == 3


def test_space_presses_the_button_that_the_keyboard_came_to(
    doubtful: webdriver.Chrome, app: App
) -> None:
    doubtful.find_element(By.CSS_SELECTOR, ".answers .yes").click()
    assert wait_until(lambda: question(doubtful) == "2 of 4")
    press(doubtful, Keys.TAB)
    assert doubtful.switch_to.active_element.get_attribute("class") == "no"
    press(doubtful, " ")
    assert app.after(2)["actions"] == 2
    assert wait_until(lambda: question(doubtful) == "3 of 4")
    press(doubtful, " ")
    assert app.after(3)["actions"] == 3


def reads_a_little(app: App) -> bool:
    """Let the search read some photos; whether it has looked at Ben's, which come first.

    The other worker's photos, which are Anna's, may be looked at before them.
    """
    app.post("pause", on=False)
    app.post("pause", on=True)
    state = app.state()
    return bool(state["found"]) and len(matches(state, "Ben")) == 2


@pytest.fixture
def paused(browser: webdriver.Chrome, app: App, album: Path) -> webdriver.Chrome:
    """Ben's page while a search waits: one in doubt, one sure; better ones come last."""
    paint(album / "photos" / "ben.png", NEARLY)
    for number in range(MANY):
        of_nobody = (20, 60 + number % 190, 20 + number // 190)
        paint(album / "photos" / f"r-{number:04}.png", GREEN, of_nobody)
    paint(album / "photos" / "y.png", LIKELIER)
    paint(album / "photos" / "z.png", BLUE, (10, 20, 30))
    whom, inputs = str(album / "known"), [str(album / "photos")]
    assert app.post("start", known=whom, inputs=inputs).status == 200
    assert wait_until(lambda: app.state()["progress"]["done"] > 0)
    assert wait_until(lambda: reads_a_little(app))
    progress = app.state()["progress"]
    assert progress["done"] < progress["total"] - 2, "the better ones are read already"
    browser.get(f"{app.address}#person-1")
    assert wait_until(lambda: shown(browser, ".pair"))
    return browser


def go_on(browser: webdriver.Chrome, app: App) -> None:
    """Let the search find the better ones, until the page knows."""
    app.post("pause", on=False)
    assert wait_until(lambda: app.state()["phase"] == "ready")
    modes = browser.find_element(By.CSS_SELECTOR, ".modes")
    assert wait_until(lambda: modes.text.splitlines()[:2] == ["To look at: 2", "Sure: 2"])


def test_a_likelier_face_does_not_push_the_shown_one_away(
    paused: webdriver.Chrome, app: App, album: Path
) -> None:
    before = asked(paused)
    no = paused.find_element(By.CSS_SELECTOR, ".answers .no")
    go_on(paused, app)
    assert asked(paused) == before
    assert question(paused) == "1 of 2"
    no.click()
    assert question(paused) == "2 of 2"
    press(paused, "y")
    assert wait_until(lambda: "y.png" in copies(album, "Ben"))
    assert "perhaps.png" not in copies(album, "Ben")


def faces(browser: webdriver.Chrome) -> list[str]:
    return [
        str(one.get_attribute("title")).split(", ")[1]
        for one in browser.find_elements(By.CSS_SELECTOR, ".grid .face")
    ]


def test_in_another_language_the_same_pair_is_asked_about(doubtful: webdriver.Chrome) -> None:
    press(doubtful, "n")
    press(doubtful, " ")
    third = asked(doubtful)
    Select(doubtful.find_element(By.ID, "language")).select_by_value("de")
    assert wait_until(lambda: question(doubtful) == "3 von 4")
    assert asked(doubtful) == third
    doubtful.execute_script("document.querySelector('.pair').focus()")
    press(doubtful, " ")
    press(doubtful, "n")
    assert question(doubtful) == "2 von 4, schon einmal zurückgestellt"


def test_a_page_that_is_loaded_again_shows_what_was_chosen(
    doubtful: webdriver.Chrome, app: App
) -> None:
    doubtful.find_element(By.ID, "mode-sure").click()
    assert faces(doubtful) == ["ben.png"]
    Select(doubtful.find_element(By.ID, "order")).select_by_value("folder")
    doubtful.refresh()
    assert wait_until(lambda: faces(doubtful) == ["ben.png"])
    assert doubtful.find_element(By.ID, "order").get_property("value") == "folder"
    press(doubtful, "n")  # about that one, and not about a pair
    assert wait_until(lambda: app.after(1)["last"]["removed"] == 1)
    doubtful.get(f"{app.address}#found")
    doubtful.get(f"{app.address}#person-1")  # as its tile does: "Look at 4"
    assert wait_until(lambda: shown(doubtful, ".pair"))


def test_sure_faces_stay_in_place_until_the_new_ones_are_asked_for(
    paused: webdriver.Chrome, app: App, album: Path
) -> None:
    paused.find_element(By.ID, "mode-sure").click()
    assert faces(paused) == ["ben.png"]
    top = paused.find_element(By.CSS_SELECTOR, ".grid").location["y"]
    go_on(paused, app)
    assert faces(paused) == ["ben.png"]
    fresh = paused.find_element(By.ID, "fresh")
    assert fresh.text == "1 new: show"
    assert paused.find_element(By.CSS_SELECTOR, ".grid").location["y"] == top
    fresh.click()
    assert faces(paused) == ["z.png", "ben.png"]
    assert shown(paused, "#fresh") == 0
    press(paused, "n")
    assert wait_until(lambda: copies(album, "Ben") == {"ben.png"})


def test_new_faces_in_doubt_do_not_replace_the_sure_ones(
    paused: webdriver.Chrome, app: App
) -> None:
    press(paused, "n")
    assert wait_until(lambda: faces(paused) == ["ben.png"])
    assert wait_until(lambda: "nothing left to look at" in text(paused, "#bar"))
    app.post("pause", on=False)
    modes = paused.find_element(By.CSS_SELECTOR, ".modes")
    assert wait_until(lambda: "To look at: 1" in modes.text)
    assert wait_until(lambda: "1 left to look at" in text(paused, "#bar"))
    assert faces(paused) == ["ben.png"]
    press(paused, "u")
    assert wait_until(lambda: shown(paused, ".pair"))


def test_a_double_click_says_no_of_one_sure_face(
    browser: webdriver.Chrome, app: App, album: Path
) -> None:
    app.search(album / "known", album / "photos")
    browser.get(f"{app.address}#person-0")
    assert wait_until(lambda: shown(browser, "button.face") == 5)
    first = browser.find_element(By.CSS_SELECTOR, "button.face")
    ActionChains(browser).double_click(first).perform()
    assert wait_until(lambda: len(copies(album, "Anna")) == 4)
    assert len(faces(browser)) == 4
    assert app.state()["actions"] == 1


def test_space_after_a_click_on_a_sure_face_judges_no_other(
    browser: webdriver.Chrome, app: App, album: Path
) -> None:
    app.search(album / "known", album / "photos")
    browser.get(f"{app.address}#person-0")
    assert wait_until(lambda: shown(browser, "button.face") == 5)
    browser.find_element(By.CSS_SELECTOR, "button.face").click()
    assert wait_until(lambda: len(faces(browser)) == 4)
    press(browser, " ", " ")
    assert app.after(1)["actions"] == 1
    press(browser, Keys.ARROW_RIGHT, " ")
    assert wait_until(lambda: len(faces(browser)) == 3)
    assert app.after(2)["actions"] == 2


def test_the_end_of_a_search_moves_no_person_and_is_said_once(
    paused: webdriver.Chrome, app: App
) -> None:
    paused.execute_script("location.hash = 'found'")
    assert wait_until(lambda: shown(paused, "button.tile") == 2)
    top = paused.find_element(By.CSS_SELECTOR, "button.tile").location["y"]
    app.post("pause", on=False)
    page = paused.find_element(By.TAG_NAME, "body")
    assert wait_until(lambda: "photos searched" in page.text)
    assert page.text.count("photos searched") == 1
    assert paused.find_element(By.CSS_SELECTOR, "button.tile").location["y"] == top


def test_where_nobody_is_sure_nothing_is_said_of_clicks(
    browser: webdriver.Chrome, app: App, album: Path
) -> None:
    app.search(album / "known", album / "photos")
    browser.get(f"{app.address}#person-1")
    assert wait_until(lambda: shown(browser, ".pair"))
    browser.find_element(By.ID, "mode-sure").click()
    assert shown(browser, ".sure .how") == 1
    browser.find_element(By.CSS_SELECTOR, ".grid .face").click()
    assert wait_until(lambda: shown(browser, ".sure .how") == 0)
