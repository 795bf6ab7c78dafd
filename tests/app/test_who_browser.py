"""Each way to say who is looked for, in a real browser, from the page to a copy in the folder."""

import base64
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.support.app_page import App
from tests.support.browsing import (
    assert_same_under_the_pointer,
    colours,
    cut_off,
    delay_answers,
    hold_questions,
    log,
    serious_faults,
    text,
    wait_until,
)
from tests.support.fakes import GREEN, RED, paint
from tests.support.needs import AXE, BROWSER, needs
from tests.support.steps import shown

pytestmark = [needs(BROWSER), pytest.mark.slow]

NEXT = ".row.end .main"
CHIP = "button.choice"


def click(browser: webdriver.Chrome, selector: str) -> None:
    assert wait_until(lambda: shown(browser, selector)), selector
    browser.find_element(By.CSS_SELECTOR, selector).click()


def drop(browser: webdriver.Chrome, *paths: Path) -> None:
    """Let files and folders of the disk fall on the page, as from a file manager."""
    data = {"items": [], "files": list(map(str, paths)), "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver", "drop"):
        event = {"type": kind, "x": 200, "y": 200, "data": data}
        browser.execute_cdp_cmd("Input.dispatchDragEvent", event)


def paste(browser: webdriver.Chrome, photo: Path) -> None:
    """Put a picture on the clipboard, and press the keys that paste it."""
    browser.execute_cdp_cmd(
        "Browser.grantPermissions",
        {"permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]},
    )
    problem = browser.execute_async_script(
        "const [text, done] = arguments;"
        "const bytes = Uint8Array.from(atob(text), (one) => one.charCodeAt(0));"
        "const item = new ClipboardItem({'image/png': new Blob([bytes], {type: 'image/png'})});"
        "navigator.clipboard.write([item]).then(() => done(''), (error) => done(String(error)));",
        base64.b64encode(photo.read_bytes()).decode(),
    )
    assert problem == ""
    browser.find_element(By.TAG_NAME, "body").send_keys(Keys.CONTROL, "v")


def names(browser: webdriver.Chrome) -> list[str]:
    """Who is looked for by photos, as the page has it."""
    tiles = "[...document.querySelectorAll('.people:not(.groups) .person h3')]"
    found: list[str] = browser.execute_script(f"return {tiles}.map((one) => one.textContent)")
    return found


def give(browser: webdriver.Chrome, name: str) -> None:
    """Say whom the photos show."""
    assert wait_until(lambda: shown(browser, "#who-name"))
    browser.find_element(By.ID, "who-name").send_keys(f"{name}\n")


def go_on(browser: webdriver.Chrome, album: Path) -> None:
    """Choose the place, search, and go to the end."""
    assert wait_until(lambda: shown(browser, f"{NEXT}:enabled"))
    click(browser, NEXT)
    assert wait_until(lambda: shown(browser, ".place"))
    if not shown(browser, ".place :checked"):
        browser.find_element(By.ID, "where-path").send_keys(f"{album / 'photos'}\n")
        assert wait_until(lambda: shown(browser, ".place :checked"))
    click(browser, NEXT)
    assert wait_until(lambda: shown(browser, "button.tile .strip img") == 5)
    assert wait_until(lambda: len(list((album / "found" / "Anna").glob("*.png"))) == 5)
    click(browser, ".row.end button")
    assert wait_until(lambda: "5 photos of Anna" in browser.find_element(By.ID, "main").text)
    assert log(browser, "browser") == []


@pytest.fixture
def who(browser: webdriver.Chrome, app: App) -> webdriver.Chrome:
    """The browser at the first step."""
    browser.get(app.address)
    assert wait_until(lambda: shown(browser, "#who-path"))
    return browser


def test_photos_that_are_dropped(who: webdriver.Chrome, album: Path) -> None:
    drop(who, album / "known" / "Anna" / "1.png", paint(album / "2.png", RED, (9, 9, 90)))
    assert wait_until(lambda: "these 2 photos" in who.find_element(By.ID, "main").text)
    give(who, "Anna")
    assert wait_until(lambda: names(who) == ["Anna"])
    go_on(who, album)


def test_who_has_no_usable_face_is_named_and_left_out(
    who: webdriver.Chrome, app: App, album: Path
) -> None:
    paint(album / "known" / "Cem" / "1.png")
    who.find_element(By.ID, "who-path").send_keys(f"{album / 'known'}\n")
    told = "Not looked for, because no face can be used: Cem"
    assert wait_until(lambda: told in text(who, ".row.end"))
    click(who, f"{NEXT}:enabled")
    assert wait_until(lambda: shown(who, "#where-path"))
    who.find_element(By.ID, "where-path").send_keys(f"{album / 'photos'}\n")
    assert wait_until(lambda: shown(who, ".place :checked"))
    click(who, f"{NEXT}:enabled")
    assert wait_until(lambda: app.state()["phase"] == "ready")
    assert [one["name"] for one in app.state()["found"]["people"]] == ["Anna", "Ben"]


def test_beside_the_button_it_says_who_keeps_it_grey(who: webdriver.Chrome, album: Path) -> None:
    paint(album / "known" / "Cem" / "1.png")
    who.find_element(By.ID, "who-path").send_keys(f"{album / 'known'}\n")
    assert wait_until(lambda: shown(who, f"{NEXT}:enabled"))
    for name in ("Anna", "Ben"):
        click(who, f"[aria-label='Look for {name}']")
    assert wait_until(lambda: "of: Cem" in text(who, ".row.end"))
    assert not shown(who, f"{NEXT}:enabled")


def test_photos_to_search_are_not_taken_for_people_without_a_word(
    who: webdriver.Chrome, album: Path
) -> None:
    for number in range(51):
        paint(album / "known" / "Summer" / f"{number}.png")
    who.find_element(By.ID, "who-path").send_keys(f"{album / 'known'}\n")
    assert wait_until(lambda: "Most of these photos cannot be used" in text(who, "#main"))
    assert shown(who, f"{NEXT}:enabled")  # who means it goes on


def test_a_folder_that_is_dropped_is_a_person(who: webdriver.Chrome, album: Path) -> None:
    drop(who, album / "known" / "Anna")
    assert wait_until(lambda: shown(who, "#who-name"))
    assert wait_until(lambda: who.find_element(By.ID, "who-name").get_property("value") == "Anna")
    give(who, "")
    assert wait_until(lambda: names(who) == ["Anna"])


def test_what_is_dropped_before_the_first_has_a_name_loses_nothing(
    who: webdriver.Chrome, album: Path
) -> None:
    drop(who, paint(album / "one.png", GREEN, (1, 2, 3)))
    assert wait_until(lambda: shown(who, "#who-name"))
    who.find_element(By.ID, "who-name").send_keys("Zoe")
    drop(who, paint(album / "two.png", GREEN, (3, 2, 1)))
    assert wait_until(lambda: "these 2 photos" in text(who, ".dropzone"))
    drop(who, album / "known" / "Anna")
    give(who, "")
    assert wait_until(lambda: names(who) == ["Zoe"])
    assert wait_until(lambda: who.find_element(By.ID, "who-name").get_property("value") == "Anna")
    give(who, "")
    assert wait_until(lambda: names(who) == ["Anna", "Zoe"])
    assert not shown(who, "#who-name")


def test_what_is_dropped_while_others_are_sent_has_its_turn(
    who: webdriver.Chrome, album: Path
) -> None:
    hold_questions(who, "drop")
    drop(who, paint(album / "one.png", GREEN, (1, 2, 3)))
    give(who, "Zoe")
    assert wait_until(lambda: shown(who, ".dropzone .main:disabled"))
    drop(who, paint(album / "two.png", GREEN, (3, 2, 1)))
    drop(who, paint(album / "three.png", GREEN, (3, 2, 9)))
    who.execute_script("window.sendNow()")
    assert wait_until(lambda: "these 2 photos" in text(who, ".dropzone"))
    give(who, "Cem")
    assert wait_until(lambda: names(who) == ["Cem", "Zoe"])
    assert not shown(who, "#who-name")


def test_a_photo_that_is_pasted(who: webdriver.Chrome, album: Path) -> None:
    paste(who, album / "known" / "Anna" / "1.png")
    give(who, "Anna")
    assert wait_until(lambda: names(who) == ["Anna"])
    go_on(who, album)


def test_a_photo_from_the_dialog_and_no_photo_and_none(who: webdriver.Chrome, album: Path) -> None:
    (album / "no.jpg").write_bytes(b"no picture")
    choose = who.find_element(By.ID, "who-photos")
    choose.send_keys(str(album / "no.jpg"))
    give(who, "Anna")
    assert wait_until(lambda: "'no.jpg' cannot be used" in who.find_element(By.ID, "main").text)
    assert who.find_element(By.ID, "who-name").get_property("value") == "Anna"
    assert names(who) == []
    choose.send_keys(str(album / "known" / "Anna" / "1.png"))
    give(who, "")
    assert wait_until(lambda: names(who) == ["Anna"])
    click(who, ".person > .small")
    assert wait_until(lambda: names(who) == [])
    assert not shown(who, f"{NEXT}:enabled")


def test_names_that_differ_in_capitals_and_composition_are_one(
    who: webdriver.Chrome, album: Path
) -> None:
    (album / "known" / "Anna").rename(album / "known" / "Änna")
    who.find_element(By.ID, "who-path").send_keys(f"{album / 'known'}\n")
    assert wait_until(lambda: len(names(who)) == 2)
    drop(who, paint(album / "2.png", RED, (9, 9, 90)))
    give(who, "A\u0308NNA")
    assert wait_until(lambda: "2 photos, 2 used" in who.find_element(By.ID, "main").text)
    assert sorted(names(who)) == ["Ben", "Änna"]
    click(who, ".person > .small")
    assert wait_until(lambda: "2 photos" not in who.find_element(By.ID, "main").text)
    assert wait_until(lambda: sorted(names(who)) == ["Ben", "Änna"])


def test_somebody_in_the_photos_is_clicked_and_named_and_known_the_next_time(
    browser: webdriver.Chrome, wide: App, album: Path
) -> None:
    browser.get(wide.address)
    delay_answers(browser, "folder")
    click(browser, "#who-groups")
    entries = browser.find_elements(By.CSS_SELECTOR, "#browse .folder")
    assert wait_until(lambda: shown(browser, "#browse .folder"))
    entries = browser.find_elements(By.CSS_SELECTOR, "#browse .folder")
    next(one for one in entries if one.text.startswith("photos")).click()
    assert not shown(browser, "#browse .main:enabled")  # or the one before would be used
    click(browser, "#browse .main:enabled")
    click(browser, ".groups .plain")
    browser.switch_to.active_element.send_keys("Ana\n")
    assert wait_until(lambda: "Ana will be" in browser.find_element(By.ID, "main").text)
    field = browser.find_element(By.CSS_SELECTOR, ".groups input")
    field.clear()
    field.send_keys("Anna\n")  # it was mistyped
    assert wait_until(lambda: "Anna will be" in browser.find_element(By.ID, "main").text)
    assert wait_until(
        lambda: (
            [one.text for one in browser.find_elements(By.CSS_SELECTOR, CHIP)] == ["Anna · 5 faces"]
        )
    )
    go_on(browser, album)

    browser.refresh()  # and is still looked for
    browser.execute_script("location.hash = 'who'")
    assert wait_until(lambda: shown(browser, f"{CHIP}[aria-pressed=true]"))
    go_on(browser, album)


LATE = """
const answered = window.fetch;
let first = true;
window.fetch = async (address, ...more) => {
  const answer = await answered(address, ...more);
  if (String(address).endsWith("people") && first) {
    first = false;
    await new Promise((done) => setTimeout(done, 3000));
  }
  return answer;
};
"""
"""What is asked first of people is answered late, as by a computer that is busy."""


def test_a_folder_that_is_named_at_once_is_not_forgotten(
    browser: webdriver.Chrome, app: App, album: Path
) -> None:
    browser.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": LATE})
    browser.get(app.address)
    assert wait_until(lambda: shown(browser, "#who-path"))
    browser.find_element(By.ID, "who-path").send_keys(f"{album / 'known'}\n")
    assert wait_until(lambda: names(browser) == ["Anna", "Ben"])
    browser.execute_async_script("setTimeout(arguments[0], 4000)")
    assert names(browser) == ["Anna", "Ben"]
    assert app.get("people").value["path"] == str(album / "known")


def test_who_is_not_ticked_is_not_looked_for_also_after_a_reload(
    who: webdriver.Chrome, app: App, album: Path
) -> None:
    drop(who, paint(album / "zoe.png", GREEN))
    give(who, "Zoe")
    who.find_element(By.ID, "who-path").send_keys(f"{album / 'known'}\n")
    assert wait_until(lambda: sorted(names(who)) == ["Anna", "Ben", "Zoe"])
    for name in ("Anna", "Zoe"):
        click(who, f"[aria-label='Look for {name}']")
    who.refresh()
    assert wait_until(lambda: shown(who, ".pick:checked") == 1)
    assert shown(who, ".pick:not(:checked)") == 2
    click(who, f"{NEXT}:enabled")
    who.find_element(By.ID, "where-path").send_keys(f"{album / 'photos'}\n")
    assert wait_until(lambda: shown(who, ".place :checked"))
    who.refresh()  # also here nothing of it is lost
    assert wait_until(lambda: shown(who, ".place :checked"))
    click(who, f"{NEXT}:enabled")
    assert wait_until(lambda: app.state()["phase"] == "ready")
    assert [one["name"] for one in app.state()["found"]["people"]] == ["Ben"]


def test_a_limit_of_dates_stays_in_sight(browser: webdriver.Chrome, app: App) -> None:
    browser.get(f"{app.address}#where")
    browser.refresh()
    assert wait_until(lambda: shown(browser, "details summary"))
    assert shown(browser, "details[open]") == 0
    click(browser, "details summary")
    first = browser.find_element(By.CSS_SELECTOR, "details input[type=date]")
    browser.execute_script(
        "arguments[0].value = '2010-01-01'; arguments[0].dispatchEvent(new Event('change'))", first
    )
    assert wait_until(lambda: app.get("wish").value["first"] == "2010-01-01")
    browser.refresh()
    assert wait_until(lambda: shown(browser, "details[open] input[type=date]"))


def test_for_somebody_else_nobody_of_before_is_ticked(
    browser: webdriver.Chrome, wide: App, album: Path
) -> None:
    wide.grouped(album / "photos")
    browser.get(wide.address)
    click(browser, ".groups .plain")
    browser.switch_to.active_element.send_keys("Anna\n")
    assert wait_until(lambda: "Anna will be" in browser.find_element(By.ID, "main").text)
    assert wait_until(lambda: shown(browser, f"{CHIP}[aria-pressed=true]") == 1)
    go_on(browser, album)
    click(browser, "#other")
    assert wait_until(lambda: shown(browser, f"{CHIP}[aria-pressed=false]") == 1)
    assert not shown(browser, f"{NEXT}:enabled")
    assert "Anna will be" not in browser.find_element(By.ID, "main").text


def test_for_somebody_else_nobody_of_a_folder_is_ticked_also_who_has_no_photo(
    who: webdriver.Chrome, app: App, album: Path
) -> None:
    (album / "known" / "Zoe").mkdir()
    who.find_element(By.ID, "who-path").send_keys(f"{album / 'known'}\n")
    assert wait_until(lambda: shown(who, ".pick:checked") == 3)
    click(who, f"{NEXT}:enabled")
    assert wait_until(lambda: shown(who, "#where-path"))
    who.find_element(By.ID, "where-path").send_keys(f"{album / 'photos'}\n")
    assert wait_until(lambda: shown(who, ".place :checked"))
    click(who, f"{NEXT}:enabled")
    assert wait_until(app.has_all)
    assert wait_until(lambda: who.execute_script("return location.hash") == "#found")
    who.execute_script("location.hash = 'done'")
    click(who, "#other")
    assert wait_until(lambda: shown(who, ".pick:not(:checked)") == 3)
    assert not shown(who, f"{NEXT}:enabled")


def test_what_was_found_is_a_click_away_after_a_look_at_other_people(
    browser: webdriver.Chrome, wide: App, album: Path
) -> None:
    before = wide.search(album / "known", album / "photos")["found"]["people"]
    browser.get(wide.address)
    assert wait_until(lambda: shown(browser, ".tile"))
    wide.grouped(album / "photos")
    assert wait_until(lambda: shown(browser, ".groups input"))  # nothing else is there to be shown
    click(browser, "#steps a[href='#found']")
    assert wait_until(lambda: shown(browser, ".tile") == 2)
    assert wait_until(wide.has_all)
    assert wide.state()["found"]["people"] == before
    assert wide.state()["progress"]["done"] == 0


def test_two_unlike_groups_with_one_name_are_asked_back(
    browser: webdriver.Chrome, wide: App, album: Path
) -> None:
    for number in range(5):
        paint(album / "photos" / f"zoe-{number}.png", GREEN, (90, 120 + 20 * number, 90))
    sizes = [group["photos"] for group in wide.grouped(album / "photos")]
    browser.get(wide.address)
    fields = ".groups input"
    assert wait_until(lambda: shown(browser, fields) == len(sizes))
    first, second, *_ = browser.find_elements(By.CSS_SELECTOR, fields)
    first.send_keys("Anna\n")
    assert wait_until(lambda: "Anna will be" in browser.find_element(By.ID, "main").text)
    second.send_keys("anna\n")
    assert wait_until(lambda: "Same person?" in browser.find_element(By.ID, "ask").text)
    assert shown(browser, "#ask img") == 2
    assert browser.switch_to.active_element.text == "No, somebody else"  # Enter twice joins nobody
    click(browser, "#ask button:not(.main)")
    assert second.get_property("value") == ""
    assert wide.get("people").value["learned"] == [{"name": "Anna", "faces": sizes[0]}]
    second.send_keys("Anna\n")
    click(browser, "#ask .main")
    both = [{"name": "Anna", "faces": sizes[0] + sizes[1]}]
    assert wait_until(lambda: wide.get("people").value["learned"] == both)


def test_names_are_offered_to_groups_and_who_interests_nobody_is_set_aside(
    browser: webdriver.Chrome, wide: App, album: Path
) -> None:
    for number in range(5):
        paint(album / "photos" / f"zoe-{number}.png", GREEN, (90, 120 + 20 * number, 90))
    groups = wide.grouped(album / "photos")
    wide.post("name", group=groups[0]["id"], person="Anna")
    browser.get(wide.address)
    assert wait_until(lambda: shown(browser, ".groups .person") == len(groups))
    tiles = browser.find_elements(By.CSS_SELECTOR, ".groups .person")
    assert wait_until(lambda: shown(browser, ".groups .chip"))
    assert [len(one.find_elements(By.CLASS_NAME, "chip")) for one in tiles[:2]] == [0, 1]
    tiles[1].find_element(By.CLASS_NAME, "small").click()
    assert wait_until(lambda: "aside" in str(tiles[1].get_attribute("class")))
    assert not tiles[1].find_element(By.TAG_NAME, "input").is_displayed()
    tiles[1].find_element(By.CLASS_NAME, "small").click()
    tiles[1].find_element(By.CLASS_NAME, "chip").click()
    assert wait_until(lambda: "Same person?" in browser.find_element(By.ID, "ask").text)


@needs(AXE)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_serious_fault_and_nothing_cut_off(
    browser: webdriver.Chrome, wide: App, album: Path, scheme: str
) -> None:
    group = wide.grouped(album / "photos")[0]
    wide.post("name", group=group["id"], person="Anna")
    wide.drop("Zoe", paint(album / "zoe.png", RED, (1, 2, 3)))
    colours(browser, scheme)
    browser.get(wide.address)
    assert wait_until(lambda: shown(browser, CHIP) and shown(browser, ".groups img"))
    drop(browser, album / "known" / "Ben" / "1.png")
    assert wait_until(lambda: shown(browser, "#who-name"))
    assert serious_faults(browser) == []
    wide_by = "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
    for width in (390, 1280, 1920):
        browser.set_window_size(width, 900)
        assert browser.execute_script(wide_by) <= 0, width
        assert cut_off(browser) == []


def test_the_photos_of_the_people_themselves_are_no_place_to_search(
    browser: webdriver.Chrome, app: App, album: Path
) -> None:
    app.look(known=str(album / "known"))
    browser.get(f"{app.address}")
    assert wait_until(lambda: shown(browser, ".row.end .main:enabled"))
    browser.execute_script("location.hash = 'where'")
    assert wait_until(lambda: shown(browser, "#where-path"))
    browser.find_element(By.ID, "where-path").send_keys(f"{album / 'known' / 'Anna'}\n")
    assert wait_until(lambda: shown(browser, ".place :checked"))
    browser.find_element(By.CSS_SELECTOR, ".row.end .main").click()
    main = browser.find_element(By.ID, "main")
    assert wait_until(lambda: "Only the photos of the people themselves are in" in main.text)
    assert shown(browser, "#where-path")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_current_step_looks_the_same_under_the_pointer(
    browser: webdriver.Chrome, app: App, scheme: str
) -> None:
    colours(browser, scheme)
    browser.get(app.address)
    assert wait_until(lambda: shown(browser, "#steps a[aria-current]"))
    assert_same_under_the_pointer(browser, "#steps a[aria-current]")
