"""The page of unknown people in a real browser, up to a person who is found."""

import json
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from facefinder.records.people import Decision
from facefinder.report.decisions import NamedGroup, checksum, read_decisions
from tests.conftest import WIDE_ENGINE, Run
from tests.support.browsing import (
    ODD,
    assert_sound,
    colours,
    downloaded,
    go,
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
    """Three groups: red in 6 photos, green in 5, blue in 4; none of them is known."""
    orders = (
        (RED, GREEN),
        (GREEN, RED, BLUE),
        (RED, GREEN, BLUE),
        (BLUE, RED, GREEN),
        (BLUE, GREEN, RED),
    )
    for name, order in zip(ODD, orders, strict=True):
        paint(tmp_path / "photos" / name, *order)
    paint(tmp_path / "photos" / "more" / "red.png", RED)
    paint(tmp_path / "known" / "Änne" / "1.png", (255, 255, 255))
    (tmp_path / "photos" / "<b>broken.jpg").write_bytes(b"no picture")
    done = run(
        *("groups", "-i", tmp_path / "photos", "-k", tmp_path / "known", *WIDE_ENGINE),
        *("--data-dir", tmp_path / "data", "--report", tmp_path / "report"),
    )
    assert done.code == 10, done.err
    return tmp_path / "report" / "report.html"


def names(browser: webdriver.Chrome) -> list[str]:
    fields = browser.find_elements(By.CSS_SELECTOR, "#everybody .name")
    return [str(field.get_attribute("value")) for field in fields]


def call(browser: webdriver.Chrome, number: int, name: str) -> None:
    """Give a name to a group in the list."""
    field = browser.find_elements(By.CSS_SELECTOR, "#everybody .name")[number]
    field.clear()
    field.send_keys(name, Keys.ENTER)


def answer(browser: webdriver.Chrome, text: str) -> None:
    """Answer whether two groups are one person."""
    buttons = browser.find_elements(By.CSS_SELECTOR, "#ask button")
    next(button for button in buttons if button.text == text).click()


def states(browser: webdriver.Chrome) -> list[str]:
    return [one.text for one in browser.find_elements(By.CSS_SELECTOR, "#everybody .state")]


def progress(browser: webdriver.Chrome) -> str:
    return browser.find_element(By.ID, "progress").text


def test_every_page_opens_without_an_error_or_a_request(
    browser: webdriver.Chrome, report: Path
) -> None:
    assert_sound(browser, report, ("groups", "group-0", "group-2", "unread"))
    assert "<b>broken.jpg" in browser.find_element(By.ID, "unread").text


def test_names_open_the_right_photos_and_run_nothing(
    browser: webdriver.Chrome, report: Path
) -> None:
    go(browser, report, "group-0")
    places = browser.find_elements(By.CSS_SELECTOR, "#faces .where")
    paths = [str(place.get_attribute("title")) for place in places]
    assert {Path(path).name for path in paths} == {*ODD, "red.png"}
    loaded = "const i = document.querySelector('#viewer img'); return i.complete && i.naturalWidth"
    for button, path in zip(
        browser.find_elements(By.CSS_SELECTOR, "#faces .open-photo"), paths, strict=True
    ):
        button.click()
        squares = 3 if path.endswith("red.png") else 5 if path.endswith("a.png") else 7
        assert wait_until(lambda: browser.execute_script(loaded))
        assert browser.execute_script(loaded) == 32 * squares
        press(browser, Keys.ESCAPE)


def test_a_name_given_with_the_keyboard_makes_a_person(
    browser: webdriver.Chrome, report: Path, run: Run, tmp_path: Path
) -> None:
    go(browser, report, "groups")
    press(browser, Keys.ARROW_RIGHT)  # the first person
    assert "Person 1, 6 photos, no name yet" in browser.switch_to.active_element.accessible_name
    press(browser, Keys.ENTER)  # all faces
    wait_for(browser, "group-0")
    first = browser.find_element(By.CSS_SELECTOR, "#faces .where").get_attribute("title")
    press(browser, Keys.ARROW_RIGHT, "n", "n", "u")  # the second one is undone
    press(browser, Keys.ARROW_RIGHT, "n", Keys.ARROW_LEFT, "y")  # and the third one taken back
    assert browser.find_element(By.ID, "group-state").text == "1 face left out"
    press(browser, Keys.ESCAPE)
    wait_for(browser, "groups")
    press(browser, Keys.ARROW_RIGHT, Keys.TAB, Keys.TAB, 'Jörg "O\'Neil"', Keys.ENTER)
    press(browser, "  Anna   <i> ", Keys.ENTER)
    assert names(browser) == ['Jörg "O\'Neil"', "Anna <i>", ""]
    assert progress(browser) == "2 have a name, of 3"
    browser.refresh()  # what was decided outlives the page
    assert names(browser) == ['Jörg "O\'Neil"', "Anna <i>", ""]
    browser.find_element(By.ID, "download").click()
    file = downloaded(tmp_path / "downloads")
    decisions = read_decisions(file)
    assert [(group.name, len(group.faces)) for group in decisions.groups] == [
        ('Jörg "O\'Neil"', 5),
        ("Anna <i>", 5),
    ]
    (out,) = decisions.faces
    assert (out.person, out.yes, decisions.photos) == ('Jörg "O\'Neil"', False, (first,))
    done = run("apply", file, "--data-dir", tmp_path / "data")
    assert done.code == 0, done.err
    assert "looks for the people who got a name" in done.err
    found = run("-i", tmp_path / "photos", *WIDE_ENGINE, "--data-dir", tmp_path / "data").out
    lines = [line.split("\t") for line in found.splitlines()]
    assert {path for name, _, _, path in lines if name == "Anna <i>"} == {
        str(tmp_path / "photos" / name) for name in ODD
    }
    mine = {path for name, _, _, path in lines if name == 'Jörg "O\'Neil"'}
    assert len(mine) == 5
    assert first not in mine


def test_two_groups_with_one_name_are_one_person(
    browser: webdriver.Chrome, report: Path, run: Run, tmp_path: Path
) -> None:
    go(browser, report, "groups")
    call(browser, 0, "Anna")
    call(browser, 2, "anna")  # the later spelling holds for both
    answer(browser, "Yes, one person")
    assert names(browser) == ["anna", "", "anna"]
    assert states(browser) == ["one person with Person 3", "", "one person with Person 1"]
    browser.find_element(By.ID, "undo").click()
    assert names(browser) == ["Anna", "", ""]
    call(browser, 2, "Anna")
    answer(browser, "Yes, one person")
    browser.find_element(By.ID, "download").click()
    file = downloaded(tmp_path / "downloads")
    assert run("apply", file, "--data-dir", tmp_path / "data").code == 0
    listed = run("decisions", "--data-dir", tmp_path / "data").out
    assert listed == "Anna\t10 confirmed\t0 rejected\t10 used as references\n"


@needs(AXE)
def test_two_that_look_unlike_are_asked_about(browser: webdriver.Chrome, report: Path) -> None:
    go(browser, report, "groups")
    call(browser, 0, "Anna")
    call(browser, 1, "Anna")
    faces = browser.find_elements(By.CSS_SELECTOR, "#ask img")
    assert [face.size["width"] for face in faces] == [180, 180]
    assert serious_faults(browser) == []
    answer(browser, "No, somebody else")
    assert names(browser) == ["Anna", "", ""]
    call(browser, 1, "Anna")
    press(browser, Keys.ESCAPE)  # is no answer, so nothing is decided
    assert names(browser) == ["Anna", "", ""]


def test_somebody_is_not_interested_in_somebody(browser: webdriver.Chrome, report: Path) -> None:
    go(browser, report, "groups")
    press(browser, Keys.ARROW_RIGHT, "n")
    assert progress(browser) == "0 have a name, of 2"
    browser.find_element(By.ID, "filter-named").send_keys("not")
    browser.find_element(By.CSS_SELECTOR, "#everybody .aside").click()
    browser.find_element(By.ID, "filter-named").send_keys("all")
    assert len(names(browser)) == 3


def test_one_click_gives_the_name_of_somebody_known(
    browser: webdriver.Chrome, report: Path
) -> None:
    go(browser, report, "groups")
    browser.find_element(By.CSS_SELECTOR, "#everybody .chips button").click()
    assert names(browser) == ["Änne", "", ""]


def test_a_group_joins_a_person_who_is_known(browser: webdriver.Chrome, report: Path) -> None:
    go(browser, report, "groups")
    call(browser, 1, "a\u0308nne")  # otherwise spelled, as another keyboard would
    assert names(browser) == ["", "Änne", ""]
    assert states(browser)[1] == "known already: these faces are added to Änne"
    offered = browser.find_elements(By.CSS_SELECTOR, "#names option")
    assert [one.get_attribute("value") for one in offered] == ["Änne"]


def test_a_name_can_be_taken_away_and_a_filter_shows_who_has_none(
    browser: webdriver.Chrome, report: Path
) -> None:
    go(browser, report, "groups")
    call(browser, 0, "Anna")
    options = browser.find_elements(By.CSS_SELECTOR, "#filter-named option")
    next(option for option in options if option.text == "without a name").click()
    assert names(browser) == ["", ""]
    next(option for option in options if option.text == "with a name").click()
    assert names(browser) == ["Anna"]
    call(browser, 0, " ")
    assert progress(browser) == "0 have a name, of 3"
    assert not browser.find_element(By.ID, "download").is_enabled()


def test_a_group_without_any_face_left_makes_nobody(
    browser: webdriver.Chrome, report: Path
) -> None:
    go(browser, report, "groups")
    call(browser, 2, "Anna")
    go(browser, report, "group-2")
    for button in browser.find_elements(By.CSS_SELECTOR, "#faces .no"):
        button.click()
    assert browser.find_element(By.ID, "group-state").text == "4 faces left out"
    assert not browser.find_element(By.ID, "download").is_enabled()


def test_the_checksum_is_that_of_the_program(browser: webdriver.Chrome, report: Path) -> None:
    go(browser, report, "groups")
    texts = ["Anna", "Jörg\tB\nC", "😀", "\ud800 half", "<script>\"'", "ÿ\0"]
    for text in texts:
        faces = ("aa:1,2,3,4", "bb:5,6,7,8")
        told = [
            text,
            [{"person": text, "face": faces[0], "verdict": "no"}],
            [{"group": "g", "name": text, "faces": faces}],
        ]
        computed = browser.execute_script(
            "return $decide$decisions_file.checksum(...JSON.parse(arguments[0]))",
            json.dumps(told),
        )
        decisions = [Decision(text, faces[0], yes=False)]
        assert computed == checksum(text, decisions, [NamedGroup("g", text, faces)]), ascii(text)


def test_many_groups_and_many_faces_come_in_parts(browser: webdriver.Chrome, report: Path) -> None:
    script = report.parent / "report-files" / "data.js"
    many = (
        "{ const [one, ...others] = FACEFINDER.groups;"
        "const faces = Array.from({ length: 5000 }, (_, i) =>"
        " ({ ...one.faces[i % 6], face: `${i}` }));"
        "FACEFINDER.groups = [{ group: 'x', faces }, ...Array.from({ length: 3000 }, (_, i) =>"
        " ({ ...others[i % 2], group: `${i}` }))]; }"
    )
    script.write_text(script.read_text("ascii") + many, "ascii")
    go(browser, report, "groups")
    count = "return document.querySelectorAll('section:not([hidden]) .card').length"
    assert browser.execute_script(count) == 40
    assert browser.find_elements(By.CSS_SELECTOR, "#part option")[-1].text == "76 of 76"
    browser.execute_script("document.querySelector('.card:last-child').focus()")
    press(browser, Keys.ARROW_RIGHT)
    assert browser.switch_to.active_element.accessible_name.startswith("Person 41,")
    go(browser, report, "group-0")
    assert browser.execute_script(count) == 120
    browser.find_elements(By.CSS_SELECTOR, "#part option")[-1].click()
    assert browser.execute_script(count) == 5000 - 41 * 120
    lazy = "return [...document.querySelectorAll('.cards img')].every(i => i.loading === 'lazy')"
    assert browser.execute_script(lazy)


@needs(AXE)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_serious_accessibility_fault(
    browser: webdriver.Chrome, report: Path, scheme: str
) -> None:
    colours(browser, scheme)
    go(browser, report, "groups")
    call(browser, 0, "Änne")
    assert serious_faults(browser) == []
    go(browser, report, "group-0")
    browser.execute_script("document.querySelector('#faces .card').focus()")
    press(browser, "n")
    browser.find_element(By.ID, "help").click()
    assert serious_faults(browser) == []
