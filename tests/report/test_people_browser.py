"""The report of a search in a real browser, from the disk, without a network."""

import shutil
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from facefinder.host.text import safe_name
from facefinder.report.decisions import read_decisions
from tests.conftest import Run
from tests.support.browsing import (
    ODD,
    assert_same_under_the_pointer,
    assert_sound,
    colours,
    downloaded,
    go,
    log,
    press,
    serious_faults,
    wait_for,
    wait_until,
)
from tests.support.fakes import BLUE, GREEN, RED, paint
from tests.support.needs import ANY_NAMES, AXE, BROWSER, needs

pytestmark = needs(BROWSER, ANY_NAMES)


@pytest.fixture
def report(run: Run, tmp_path: Path) -> Path:
    paint(tmp_path / "known" / "Anna" / "1.png", RED)
    paint(tmp_path / "known" / "Ben <i>" / "1.png", BLUE)
    for number, name in enumerate(ODD):
        # Each its own picture: what was decided about one is true of all its copies.
        paint(tmp_path / "photos" / "one" / name, RED, (90, 120 + 20 * number, 90))
    paint(tmp_path / "photos" / "two" / "both.png", RED, BLUE)
    paint(tmp_path / "photos" / "two" / "green.png", RED, GREEN)
    (tmp_path / "photos" / "<b>broken.jpg").write_bytes(b"no picture")
    done = run(
        *("find", "-k", tmp_path / "known", "-i", tmp_path / "photos"),
        *("--copy-to", tmp_path / "found"),
    )
    assert done.code == 10
    return tmp_path / "found" / "report.html"


def click(browser: webdriver.Chrome, selector: str) -> None:
    element = browser.find_element(By.CSS_SELECTOR, selector)
    browser.execute_script("arguments[0].scrollIntoView({ block: 'center' })", element)
    element.click()


def faces(browser: webdriver.Chrome) -> list[str]:
    """Names of the photos in the grid."""
    tiles = browser.find_elements(By.CSS_SELECTOR, ".grid button.face")
    return [str(tile.accessible_name).split(", ")[1] for tile in tiles]


def choose(browser: webdriver.Chrome, field: str, text: str) -> None:
    options = browser.find_elements(By.CSS_SELECTOR, f"#{field} option")
    next(option for option in options if text in str(option.get_attribute("textContent"))).click()


def said(browser: webdriver.Chrome) -> str:
    return browser.find_element(By.ID, "progress").text


def test_every_page_opens_without_an_error_or_a_request(
    browser: webdriver.Chrome, report: Path
) -> None:
    assert_sound(browser, report, ("overview", "person-0", "person-1", "unread"))


def test_faces_come_first_and_figures_behind_details(
    browser: webdriver.Chrome, report: Path
) -> None:
    go(browser, report, "overview")
    anna = browser.find_elements(By.CSS_SELECTOR, "button.tile")[0]
    assert anna.text.split("\n") == ["Anna", "7 found", "Show them"]
    assert len(anna.find_elements(By.CSS_SELECTOR, ".strip img")) == 6
    assert not browser.find_element(By.CSS_SELECTOR, "figure.plot").is_displayed()
    click(browser, ".details summary")
    assert browser.find_element(By.CSS_SELECTOR, "figure.plot svg rect").is_displayed()
    anna.click()
    wait_for(browser, "person-0")


def test_names_open_the_right_photos_and_run_nothing(
    browser: webdriver.Chrome, report: Path
) -> None:
    go(browser, report, "person-0")
    names = faces(browser)
    assert set(ODD) <= set(names)
    loaded = "const i = document.querySelector('#viewer img'); return i.complete && i.naturalWidth"
    for _ in names:
        press(browser, "v")
        viewer = browser.find_element(By.ID, "viewer")
        assert wait_until(lambda: browser.execute_script(loaded)), viewer.text
        path = viewer.find_element(By.CSS_SELECTOR, ".path").text
        assert Path(path).is_file()
        assert viewer.find_element(By.CSS_SELECTOR, "figcaption").text.startswith(Path(path).name)
        press(browser, Keys.ESCAPE, Keys.ARROW_RIGHT)
    go(browser, report, "person-1")
    assert "1 photo of Ben <i>" in browser.find_element(By.ID, "person").text
    go(browser, report, "unread")
    assert "<b>broken.jpg" in browser.find_element(By.ID, "unread").text


def test_a_review_with_the_keyboard_ends_in_the_copies(
    browser: webdriver.Chrome, report: Path, run: Run, tmp_path: Path
) -> None:
    go(browser, report, "person-0")
    names = faces(browser)
    assert len(names) == 7
    press(browser, "n")  # the first key already counts
    assert faces(browser) == names[1:]
    press(browser, "n", "u")
    assert said(browser) == "1 rejected · nothing left to look at"
    browser.refresh()  # what was decided outlives the page
    wait_for(browser, "person-0")
    assert faces(browser) == names[1:]
    click(browser, "#download")
    command = browser.find_element(By.CSS_SELECTOR, "#how code").text
    assert command == "facefinder apply decisions.json"  # it is not in the report's folder
    file = downloaded(tmp_path / "downloads")
    decisions = read_decisions(file)
    assert [
        (Path(p).name, d.yes) for p, d in zip(decisions.photos, decisions.faces, strict=True)
    ] == [(names[0], False)]
    done = run(
        *("apply", file, "--copy-to", tmp_path / "found", "--data-dir", tmp_path / "data"),
    )
    assert done.code == 0, done.err
    copies = {path.name for path in (tmp_path / "found" / "Anna").iterdir()}
    assert copies == {safe_name(name) for name in names[1:]}
    again = run("find", "-k", tmp_path / "known", "-i", tmp_path / "photos", "-n", "x")
    assert names[0] not in {
        Path(line.split("\t")[3]).name for line in again.out.splitlines() if "Anna" in line
    }


def test_what_was_removed_is_there_to_be_taken_back(
    browser: webdriver.Chrome, report: Path
) -> None:
    go(browser, report, "person-0")
    tile = browser.find_element(By.CSS_SELECTOR, ".grid button.face")
    name = faces(browser)[0]
    tile.click()
    assert name not in faces(browser)
    click(browser, ".rejected summary")
    click(browser, ".rejected button.face")
    assert name in faces(browser)
    assert said(browser) == "1 confirmed · nothing left to look at"


def test_filters_are_folded_away_and_all_that_fit_are_right_at_once(
    browser: webdriver.Chrome, report: Path
) -> None:
    go(browser, report, "person-0")
    assert not browser.find_element(By.ID, "filter-people").is_displayed()
    click(browser, ".filters summary")
    for wanted in ("together with Ben", "only these people"):
        choose(browser, "filter-people", wanted)
        assert faces(browser) == ["both.png"]
    choose(browser, "filter-people", "everybody")
    choose(browser, "filter-folder", "one")
    assert set(faces(browser)) == set(ODD)
    assert browser.find_element(By.ID, "all-right").text == "All 5 are right"
    click(browser, "#all-right")
    assert said(browser).startswith("5 confirmed")
    assert not browser.find_element(By.ID, "all-right").is_displayed()
    choose(browser, "filter-folder", "all folders")
    assert len(faces(browser)) == 7
    click(browser, "#undo")
    assert not browser.find_element(By.ID, "bar").is_displayed()


def test_by_folder_each_has_its_heading(browser: webdriver.Chrome, report: Path) -> None:
    go(browser, report, "person-0")
    choose(browser, "order", "by folder")
    titles = [title.text for title in browser.find_elements(By.CSS_SELECTOR, ".grid h3")]
    assert titles == ["one 5", "two 2"]
    choose(browser, "order", "by date")
    assert browser.find_element(By.CSS_SELECTOR, ".grid h3").text == "No date 7"


def test_a_sure_face_is_somebody_else_by_one_key(
    browser: webdriver.Chrome, report: Path, run: Run, tmp_path: Path
) -> None:
    go(browser, report, "person-0")
    names = faces(browser)
    assert "1 It is Ben <i>" in browser.find_element(By.CSS_SELECTOR, ".sure .how").text
    press(browser, "1")
    assert faces(browser) == names[1:]
    click(browser, "#download")
    file, found = downloaded(tmp_path / "downloads"), tmp_path / "found"
    done = run("apply", file, "--copy-to", found, "--data-dir", tmp_path / "data")
    assert done.code == 0, done.err
    copies = {copy.parent.name for copy in found.rglob(names[0])}
    assert copies == {safe_name("Ben <i>")}


def test_keys_judge_again_once_an_order_was_chosen_with_the_mouse(
    browser: webdriver.Chrome, report: Path
) -> None:
    go(browser, report, "person-0")
    order = browser.find_element(By.ID, "order")
    mouse = ActionChains(browser).click(order)
    mouse.send_keys(Keys.ARROW_DOWN, Keys.ENTER).perform()  # in the list that opened
    wait_until(lambda: bool(browser.find_elements(By.CSS_SELECTOR, ".grid h3")))
    ActionChains(browser).send_keys("n").perform()
    assert said(browser).startswith("1 rejected")


def test_identical_photos_are_one_card_and_judged_as_one(
    browser: webdriver.Chrome, report: Path, run: Run, tmp_path: Path
) -> None:
    for folder in ("one", "two"):
        again = tmp_path / "photos" / folder / "again.png"
        shutil.copy(tmp_path / "photos" / "one" / "a.png", again)
    run("find", "-k", tmp_path / "known", "-i", tmp_path / "photos", "--report", report.parent)
    go(browser, report, "person-0")
    names = faces(browser)
    assert len(names) == 7
    many = browser.find_element(By.XPATH, "//button[span[@class='many']]")
    assert many.text == "3"
    assert "3 copies, 2 places" in str(many.accessible_name)
    many.click()
    assert len(faces(browser)) == 6
    assert browser.find_element(By.ID, "download").text == "Save 3 decisions"
    press(browser, "u")
    assert faces(browser) == names


def test_the_frame_is_around_the_face(browser: webdriver.Chrome, report: Path) -> None:
    go(browser, report, "person-1")
    press(browser, "v")
    shape = "const [frame, image] = ['.frame', '.shot img'].map((s) => document.querySelector(s))"
    measured = (
        f"{shape}; const [f, i] = [frame, image].map((e) => e.getBoundingClientRect());"
        "return [f.left - i.left, f.right - i.left, i.width, i.width / i.height]"
    )
    # The shape of the photo is known when it is loaded: 7 squares wide, 3 high.
    assert wait_until(lambda: abs(browser.execute_script(measured)[3] - 5 / 3) < 0.05)
    left, right, width, _ = browser.execute_script(measured)
    # Ben's is the right one of two squares, each a fifth of the photo wide.
    assert left == pytest.approx(0.6 * width, abs=2)
    assert right == pytest.approx(0.8 * width, abs=2)


def test_the_whole_photo_is_left_by_its_key_and_by_an_answer(
    browser: webdriver.Chrome, report: Path
) -> None:
    go(browser, report, "person-0")
    viewer = browser.find_element(By.ID, "viewer")
    count = len(faces(browser))
    press(browser, "v")
    assert str(browser.switch_to.active_element.text) == "Close"
    press(browser, "v")
    assert not viewer.is_displayed()
    press(browser, "v", "n")
    assert not viewer.is_displayed()
    assert len(faces(browser)) == count - 1


def test_a_right_click_makes_a_face_the_one_that_keys_are_about(
    browser: webdriver.Chrome, report: Path
) -> None:
    go(browser, report, "person-0")
    names = faces(browser)
    third = browser.find_elements(By.CSS_SELECTOR, "button.face")[2]
    # As a long press does it, which focuses nothing.
    browser.execute_script("arguments[0].dispatchEvent(new MouseEvent('contextmenu'))", third)
    press(browser, "n")
    assert faces(browser) == names[:2] + names[3:]


def test_full_screen_goes_through_the_photos(browser: webdriver.Chrome, report: Path) -> None:
    go(browser, report, "person-0")
    press(browser, "f")
    slides = browser.find_element(By.ID, "slides")
    assert slides.is_displayed()
    assert "1 / 7" in slides.text
    press(browser, " ")
    assert "2 / 7" in slides.text
    press(browser, Keys.ARROW_LEFT, Keys.ARROW_LEFT)
    assert "7 / 7" in slides.text
    press(browser, Keys.ARROW_LEFT, Keys.ARROW_LEFT, Keys.ARROW_RIGHT)
    assert "6 / 7" in slides.text
    browser.find_element(By.CSS_SELECTOR, "#slides [aria-label=Next]").click()
    press(browser, Keys.ARROW_RIGHT)
    assert "1 / 7" in slides.text
    press(browser, "f")
    assert wait_until(lambda: not slides.is_displayed())


def test_on_paper_is_a_contact_sheet_with_nothing_around(
    browser: webdriver.Chrome, report: Path
) -> None:
    go(browser, report, "person-0")
    seen = (
        "window.print = () => { window.printed ="
        " [...document.querySelectorAll('#sheet figure')].map((f) => f.textContent);"
        " window.around = ['header', '#person', 'footer'].filter("
        "(one) => document.querySelector(one).checkVisibility()); }"
    )
    browser.execute_script(seen)
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    assert browser.find_element(By.TAG_NAME, "header").is_displayed()  # or pages were empty
    click(browser, "#print")
    assert wait_until(lambda: browser.execute_script("return window.printed?.length") == 7)
    printed = browser.execute_script("return window.printed")
    assert all(".png" in caption for caption in printed), printed
    assert browser.execute_script("return window.around") == []


def test_the_browsers_own_print_gives_the_contact_sheet(
    browser: webdriver.Chrome, report: Path
) -> None:
    go(browser, report, "person-0")
    seen = (
        "window.addEventListener('beforeprint', () => { window.printed ="
        " [...document.querySelectorAll('#sheet figure')].map((f) => f.textContent); })"
    )
    browser.execute_script(seen)
    browser.execute_cdp_cmd("Page.printToPDF", {})
    printed = browser.execute_script("return window.printed")
    assert len(printed) == 7
    assert all(".png" in caption for caption in printed), printed
    left = "return document.querySelectorAll('#sheet > *').length"
    assert wait_until(lambda: browser.execute_script(left) == 0)


def test_the_page_may_ask_for_nothing_elsewhere(browser: webdriver.Chrome, report: Path) -> None:
    browser.get(report.as_uri())
    log(browser, "browser")
    browser.execute_script(
        "new Image().src = 'http://127.0.0.1:9/x'; fetch('http://127.0.0.1:9/y')"
    )
    browser.execute_script(
        "document.body.append(Object.assign("
        "document.createElement('script'), {textContent: 'document.title = 1'}))"
    )
    assert browser.title.startswith("Found people")
    refused = [entry["message"] for entry in log(browser, "browser")]
    assert sum("Content Security Policy" in message for message in refused) >= 3


def test_of_ten_thousand_matches_only_those_that_are_seen_are_drawn(
    browser: webdriver.Chrome, report: Path
) -> None:
    script = report.parent / "report-files" / "data.js"
    many = (
        "{ const matches = FACEFINDER.people[0].matches;"
        "FACEFINDER.people[0].matches = Array.from({ length: 10000 }, (_, i) =>"
        " ({ ...matches[i % matches.length], face: `${i}`, version: `${i}` })); }"
    )
    script.write_text(script.read_text("ascii") + many, "ascii")
    go(browser, report, "person-0")
    drawn = "return document.querySelectorAll('.grid button.face').length"
    assert 20 < browser.execute_script(drawn) < 500
    high = "return document.querySelector('.grid').offsetHeight"
    assert browser.execute_script(high) > 10000 / 16 * 60
    press(browser, Keys.ARROW_UP, *[Keys.ARROW_DOWN] * 40, "n")
    assert said(browser) == "1 rejected · nothing left to look at"
    assert 20 < browser.execute_script(drawn) < 500
    focused = browser.switch_to.active_element
    assert focused.get_attribute("class") == "face"
    browser.execute_script("window.scrollTo(0, document.body.scrollHeight)")
    last = "return [...document.querySelectorAll('.grid button.face')].some("
    last += "(t) => t.card.key === '9999')"
    assert wait_until(lambda: browser.execute_script(last))
    assert 10 < browser.execute_script(drawn) < 500


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_open_page_looks_the_same_in_the_menu_under_the_pointer(
    browser: webdriver.Chrome, report: Path, scheme: str
) -> None:
    colours(browser, scheme)
    go(browser, report, "overview")
    assert_same_under_the_pointer(browser, "#pages [aria-current]")


@needs(AXE)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_serious_accessibility_fault(
    browser: webdriver.Chrome, report: Path, scheme: str
) -> None:
    colours(browser, scheme)
    for page in ("overview", "person-0", "unread"):
        go(browser, report, page)
        if page == "person-0":
            press(browser, "n")
            click(browser, ".rejected summary")
            click(browser, ".filters summary")
            assert serious_faults(browser) == []
            click(browser, "#mode-look")
            assert serious_faults(browser) == []
            click(browser, "#mode-references")
        assert serious_faults(browser) == []
