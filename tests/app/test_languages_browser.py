"""The app in each language, in a real browser on a phone's screen, from step to step."""

from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By

from facefinder.language.catalogue import codes
from tests.support.app_page import App, served
from tests.support.browsing import cut_off, left_in_english, log, said, torn, wait_until
from tests.support.fakes import paint
from tests.support.needs import BROWSER, needs

pytestmark = [needs(BROWSER), pytest.mark.slow]

PHONE_PX = 390
STEPS = ("who", "where", "found", "person-0", "person-1", "done")


def choose(browser: webdriver.Chrome, code: str) -> None:
    """Choose a language, as its reader would, and wait until the page speaks it."""
    script = "const s = document.getElementById('language'); s.value = arguments[0]; s.onchange();"
    browser.execute_script(script, code)
    spoken = "return document.documentElement.lang"
    assert wait_until(lambda: browser.execute_script(spoken) == code)


def go(browser: webdriver.Chrome, step: str) -> None:
    browser.execute_script("location.hash = arguments[0]", step)
    view = f"view-{step.partition('-')[0]}"
    shown = "return document.getElementById('main').className"
    assert wait_until(lambda: browser.execute_script(shown) == view), step


def test_no_step_is_cut_off_or_left_in_english(
    browser: webdriver.Chrome, app: App, album: Path
) -> None:
    (album / "photos" / "broken.jpg").write_bytes(b"no picture")
    paint(album / "known" / "Ben" / "none.png")
    app.look(known=str(album / "known"))  # told in English
    app.search(album / "known", album / "photos")
    metrics = {"width": PHONE_PX, "height": 800, "deviceScaleFactor": 1, "mobile": True}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    browser.get(app.address)
    assert wait_until(lambda: browser.find_elements(By.CSS_SELECTOR, "button.tile"))
    wide = "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
    english: dict[str, list[str]] = {}
    for code in codes():
        choose(browser, code)
        for step in STEPS:
            go(browser, step)
            if step == "who":
                assert wait_until(lambda: browser.find_elements(By.CSS_SELECTOR, "#main summary"))
            if step in ("found", "done"):
                browser.find_element(By.CSS_SELECTOR, "#main details summary").click()
                assert wait_until(lambda: browser.find_elements(By.CSS_SELECTOR, ".problems li"))
            assert cut_off(browser) == [], (code, step)
            assert torn(browser) == [], (code, step)
            assert browser.execute_script(wide) <= 0, (code, step)
            if code == "en":
                english[step] = said(browser)
            else:
                left = left_in_english(english[step], said(browser), code)
                assert left == set(), (code, step)
    browser.refresh()
    assert wait_until(
        lambda: browser.execute_script("return document.documentElement.lang") == code
    )
    assert browser.execute_script("return localStorage.length + sessionStorage.length") == 0
    assert log(browser, "browser") == []


def test_what_is_typed_or_dropped_and_not_sent_outlives_another_language(
    browser: webdriver.Chrome, wide: App, album: Path
) -> None:
    wide.grouped(album / "photos")
    browser.get(wide.address)
    assert wait_until(lambda: browser.find_elements(By.CSS_SELECTOR, ".groups input"))
    browser.find_element(By.ID, "who-photos").send_keys(str(album / "known" / "Anna" / "1.png"))
    typed = {"#who-name": "Änna", "#who-path": "/some/where", ".groups input": "Be"}
    for selector, text in typed.items():
        browser.find_element(By.CSS_SELECTOR, selector).send_keys(text)
    choose(browser, "fr")

    def values() -> dict[str, str]:
        value = "return document.querySelector(arguments[0])?.value"
        return {one: browser.execute_script(value, one) for one in typed}

    assert wait_until(lambda: values() == typed), values()
    assert browser.find_element(By.ID, "who-name").is_displayed()
    browser.find_element(By.ID, "who-name").send_keys("\n")  # the photo is there as well
    assert wait_until(
        lambda: [one["name"] for one in wide.get("people").value["people"] or ()] == ["Änna"]
    )
    go(browser, "where")
    browser.find_element(By.ID, "where-path").send_keys("/else/where")
    browser.find_element(By.CSS_SELECTOR, "#main details > summary").click()
    choose(browser, "en")
    left = "return document.querySelector('#where-path').value"
    assert wait_until(lambda: browser.execute_script(left) == "/else/where")
    assert browser.execute_script("return document.querySelector('#main details').open")


def test_what_the_program_says_is_in_the_language_of_the_page(app: App, tmp_path: Path) -> None:
    assert app.post("language", code="fr").status == 200
    refused = app.post("look", known=str(tmp_path / "nowhere"))
    assert refused.value["problem"].startswith("Le dossier «\u00a0")
    assert app.get("words").value["spoken"] == "fr"
    app.post("language", code="tlh")
    assert app.get("words").value["spoken"] == "en"


def test_the_chosen_language_is_there_at_the_next_start_and_a_trace(tmp_path: Path) -> None:
    with served(tmp_path) as first:
        assert first.post("language", code="es").status == 200
    with served(tmp_path) as second:
        assert second.get("words").value["spoken"] == "es"
        assert any("language.txt" in line for line in second.get("traces").value["files"])
        assert second.post("purge").status == 200
    with served(tmp_path) as third:
        assert third.get("words").value["spoken"] == "en"
