"""The report of a search in a real browser, from the disk, without a network."""

import shutil
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from facefinder.host.text import safe_name
from facefinder.report.decisions import read_decisions
from tests.conftest import Run
from tests.support.browsing import (
    ODD,
    assert_sound,
    colours,
    downloaded,
    go,
    log,
    press,
    serious_faults,
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


def cards(browser: webdriver.Chrome) -> list[str]:
    paths = browser.find_elements(By.CSS_SELECTOR, ".card > .path")
    return [Path(path.text).name for path in paths]


def test_every_page_opens_without_an_error_or_a_request(
    browser: webdriver.Chrome, report: Path
) -> None:
    assert_sound(browser, report, ("overview", "person-0", "person-1", "references", "unread"))


def test_names_open_the_right_files_and_run_nothing(
    browser: webdriver.Chrome, report: Path, tmp_path: Path
) -> None:
    go(browser, report, "person-0")
    assert set(ODD) <= set(cards(browser))
    for link in browser.find_elements(By.CSS_SELECTOR, ".card .photo"):
        address = str(link.get_attribute("href"))
        browser.switch_to.new_window("tab")
        browser.get(address)
        assert browser.execute_script("return document.images[0].naturalWidth") > 0, address
        browser.close()
        browser.switch_to.window(browser.window_handles[0])
    go(browser, report, "person-1")
    assert browser.find_element(By.ID, "person-title").text == "Ben <i>"
    go(browser, report, "unread")
    assert "<b>broken.jpg" in browser.find_element(By.ID, "unread").text


def test_a_review_with_the_keyboard_ends_in_the_copies(
    browser: webdriver.Chrome, report: Path, run: Run, tmp_path: Path
) -> None:
    go(browser, report, "person-0")
    names = cards(browser)
    assert len(names) == 7
    browser.find_element(By.CSS_SELECTOR, ".card").send_keys("")
    browser.execute_script("document.querySelector('.card').focus()")
    press(browser, "y", "n", "n", "u", Keys.ARROW_LEFT, Keys.ARROW_RIGHT)
    progress = browser.find_element(By.ID, "progress")
    assert progress.text == "2 of 7 judged"
    browser.refresh()  # what was decided outlives the page
    assert browser.find_element(By.ID, "progress").text == "2 of 7 judged"
    browser.find_element(By.ID, "download").click()
    file = downloaded(tmp_path / "downloads")
    decisions = read_decisions(file)
    assert [
        (Path(p).name, d.yes) for p, d in zip(decisions.photos, decisions.faces, strict=True)
    ] == [
        (names[0], True),
        (names[1], False),
    ]
    done = run(
        *("apply", file, "--copy-to", tmp_path / "found", "--data-dir", tmp_path / "data"),
    )
    assert done.code == 0, done.err
    copies = {path.name for path in (tmp_path / "found" / "Anna").iterdir()}
    assert copies == {safe_name(name) for name in names} - {safe_name(names[1])}
    again = run("find", "-k", tmp_path / "known", "-i", tmp_path / "photos", "-n", "x")
    assert names[1] not in {
        Path(line.split("\t")[3]).name for line in again.out.splitlines() if "Anna" in line
    }


def test_filters_and_a_whole_folder_at_once(browser: webdriver.Chrome, report: Path) -> None:
    go(browser, report, "person-0")

    def choose(field: str, text: str) -> None:
        for option in browser.find_elements(By.CSS_SELECTOR, f"#{field} option"):
            if text in option.text:
                option.click()
                return
        raise AssertionError(text)

    choose("filter-people", "together with Ben")
    assert cards(browser) == ["both.png"]
    choose("filter-people", "only these people")
    assert cards(browser) == ["both.png"]
    choose("filter-people", "everybody")
    choose("filter-folder", "one")
    assert set(cards(browser)) == set(ODD)
    browser.find_element(By.ID, "folder-right").click()
    assert browser.find_element(By.ID, "progress").text == "5 of 7 judged"
    choose("filter-state", "not judged")
    assert cards(browser) == []
    assert browser.find_element(By.ID, "nothing").is_displayed()
    choose("filter-folder", "all folders")
    assert set(cards(browser)) == {"both.png", "green.png"}
    browser.find_element(By.ID, "undo").click()
    assert browser.find_element(By.ID, "progress").text == "0 of 7 judged"


def test_identical_photos_are_judged_as_one_and_undone_as_one(
    browser: webdriver.Chrome, report: Path, run: Run, tmp_path: Path
) -> None:
    shutil.copy(tmp_path / "photos" / "one" / "a.png", tmp_path / "photos" / "one" / "again.png")
    run("find", "-k", tmp_path / "known", "-i", tmp_path / "photos", "--report", report.parent)
    go(browser, report, "person-0")
    options = browser.find_elements(By.CSS_SELECTOR, "#filter-folder option")
    next(option for option in options if option.text.endswith("one")).click()
    browser.find_element(By.ID, "folder-right").click()
    progress = browser.find_element(By.ID, "progress")
    assert progress.text == "6 of 8 judged"
    assert browser.find_element(By.ID, "said").text.startswith("6 photos: right; 6 of 8")
    browser.find_element(By.ID, "undo").click()
    assert progress.text == "0 of 8 judged"
    browser.execute_script("document.querySelector('.card').focus()")
    press(browser, "n", "u")
    focused = browser.switch_to.active_element
    assert str(focused.get_attribute("aria-label")).endswith("not judged yet")
    assert focused.find_element(By.CSS_SELECTOR, ".path").text.endswith(cards(browser)[0])


def test_the_frame_is_around_the_face(browser: webdriver.Chrome, report: Path) -> None:
    go(browser, report, "person-1")
    browser.execute_script("return document.querySelector('.shot img').decode()")
    left, right, width = browser.execute_script(
        "const [frame, image] = ['.frame', '.shot img'].map("
        "  (s) => document.querySelector(s).getBoundingClientRect());"
        "return [frame.left - image.left, frame.right - image.left, image.width];"
    )
    # Ben's is the right one of two squares, each a fifth of the photo wide.
    assert left == pytest.approx(0.6 * width, abs=2)
    assert right == pytest.approx(0.8 * width, abs=2)


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
    assert browser.title.startswith("Overview")
    refused = [entry["message"] for entry in log(browser, "browser")]
    assert sum("Content Security Policy" in message for message in refused) >= 3


def test_ten_thousand_matches_come_in_parts(browser: webdriver.Chrome, report: Path) -> None:
    script = report.parent / "report-files" / "data.js"
    many = (
        "{ const matches = FACEFINDER.people[0].matches;"
        "FACEFINDER.people[0].matches = Array.from({ length: 10000 }, (_, i) =>"
        " ({ ...matches[i % matches.length], face: `${i}` })); }"
    )
    script.write_text(script.read_text("ascii") + many, "ascii")
    go(browser, report, "person-0")
    assert len(cards(browser)) == 60
    last = browser.find_elements(By.CSS_SELECTOR, "#part option")[-1]
    assert last.text == "167 of 167"
    last.click()
    assert len(cards(browser)) == 10000 - 166 * 60
    assert not browser.find_element(By.ID, "later").is_enabled()
    browser.execute_script("document.querySelector('.card').focus()")
    press(browser, Keys.ARROW_LEFT)  # to the last card of the part before
    focused = browser.execute_script(
        "return [...document.querySelectorAll('.card')].indexOf(document.activeElement)"
    )
    assert (focused, len(cards(browser))) == (59, 60)
    press(browser, "y")  # and on again
    assert browser.find_element(By.ID, "progress").text == "1 of 10000 judged"
    assert len(cards(browser)) == 10000 - 166 * 60


@needs(AXE)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_serious_accessibility_fault(
    browser: webdriver.Chrome, report: Path, scheme: str
) -> None:
    colours(browser, scheme)
    for page in ("overview", "person-0", "references", "unread"):
        go(browser, report, page)
        if page == "person-0":
            browser.execute_script("document.querySelector('.card').focus()")
            press(browser, "y", "n")
        assert serious_faults(browser) == []
