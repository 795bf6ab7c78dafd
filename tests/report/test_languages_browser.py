"""Both reports in each language, in a real browser, on a phone's screen."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By

from facefinder.language.catalogue import codes
from tests.conftest import WIDE_ENGINE, Run
from tests.support.browsing import cut_off, left_in_english, log, press, said, torn, wait_for
from tests.support.fakes import GREEN, RED, paint
from tests.support.needs import BROWSER, needs

pytestmark = [needs(BROWSER), pytest.mark.slow]

PHONE_PX = 390

ALIKE = (0, 145, 255)
"""Near enough to blue to be worth a look, and no more."""


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """Anna and perhaps Ben, three photos of somebody unknown, a file that is none, and a video."""
    for number in range(4):
        paint(tmp_path / "photos" / f"anna-{number}.png", RED, (90, 120 + 20 * number, 90))
        paint(tmp_path / "photos" / f"who-{number}.png", GREEN, (90, 90, 120 + 20 * number))
    paint(tmp_path / "photos" / "perhaps.png", ALIKE)
    (tmp_path / "photos" / "broken.jpg").write_bytes(b"no picture")
    (tmp_path / "photos" / "film.mp4").write_bytes(b"")
    return tmp_path / "photos"


def test_nothing_on_a_report_is_cut_off_or_left_in_english(
    run: Run, photos: Path, known: Path, browser: webdriver.Chrome
) -> None:
    paint(known / "Ben" / "none.png")
    target = photos.parent / "found"
    assert run("find", "-k", known, "-i", photos, "--report", target).code == 10
    pages = ("overview", "person-0", "person-1", "unread")
    for page, key in (("person-0", "n"), ("person-1", "y")):  # so that the bar speaks, too
        browser.get("about:blank")
        browser.get(f"{(target / 'report.html').as_uri()}#{page}")
        press(browser, key)
    look_through(browser, target / "report.html", pages)


def test_nothing_on_a_page_of_unknown_people_is_cut_off_or_left_in_english(
    run: Run, photos: Path, browser: webdriver.Chrome
) -> None:
    for number in range(4):
        paint(photos / f"wide-{number}.png", RED, GREEN, (90, 120 + 20 * number, 90))
    target = photos.parent / "groups"
    data = photos.parent / "data"
    words = ("groups", "-i", photos, *WIDE_ENGINE, "--report", target, "--data-dir", data)
    assert run(*words).code == 10
    pages = ("groups", "group-0", "unread")
    look_through(browser, target / "report.html", pages)


def look_through(browser: webdriver.Chrome, report: Path, pages: Sequence[str]) -> None:
    """Open each page in each language at a phone's width."""
    metrics = {"width": PHONE_PX, "height": 800, "deviceScaleFactor": 1, "mobile": True}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    wide = "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
    english: dict[str, list[str]] = {}
    for code in codes():
        for page in pages:
            browser.get("about:blank")
            browser.get(f"{report.as_uri()}?language={code}#{page}")
            wait_for(browser, page)
            assert browser.execute_script("return document.documentElement.lang") == code
            assert cut_off(browser) == [], (code, page)
            assert torn(browser) == [], (code, page)
            assert browser.execute_script(wide) <= 0, (code, page)
            if code == "en":
                english[page] = said(browser)
            else:
                assert left_in_english(english[page], said(browser), code) == set(), (code, page)
            assert log(browser, "browser") == []
    choose = "const s = document.getElementById('language'); s.value = 'de'; s.onchange();"
    browser.execute_script(choose)
    wait_for(browser, pages[-1])
    assert "Nicht gelesen" in browser.find_element(By.TAG_NAME, "body").text
