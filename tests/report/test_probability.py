"""The report where matches have a probability, from an engine whose errors are known."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By

from facefinder.evidence.constants import Formula, Network
from facefinder.match.by_evidence import ByEvidence
from facefinder.records.limits import MAX_PIXELS
from facefinder.records.people import Floor, Match, Verdict
from facefinder.report.people import write_report
from facefinder.search.people import Result, find_people
from facefinder.settings import EngineChoice, Settings, Whom, Work
from tests.support.browsing import go, press, serious_faults, wait_for
from tests.support.fakes import BLUE, ENGINE, RED, paint
from tests.support.needs import AXE, BROWSER, needs

COLOURS = Network("colours", 3, 1.0, 1.0, np.zeros(3), 0.0)
JUDGE = ByEvidence(Formula((COLOURS,), local=0.0, level=12.0, fall=20.0, many=-2.0))
"""Judge of the fake engine, whose vectors are colours; more references let nobody come nearer."""

CHECKED: Mapping[str, float | None] = {
    "c.png": 0.9123456,
    "a.png": 0.5,
    "d.png": 0.4999,
    "b.png": 0.2,
}
"""Photos of Anna to look at, the likeliest first; neither by name nor by distance in this order."""


class Silent:
    """Listens, and says nothing."""

    def say(self, message: str) -> None:
        """Nobody listens."""

    def start(self, total: int, known: int, videos: int = 0) -> None:
        """Nobody watches."""

    def expect(self, share: float, seconds: float | None) -> None:
        """Nobody waits."""

    def advance(self, photos: int, faces: int, matches: int | None, unread: int = 0) -> None:
        """Nobody counts."""

    def end(self) -> None:
        """Nobody waits."""

    def copied(self, done: int, total: int) -> None:
        """Nobody waits for copies."""


@pytest.fixture
def result(tmp_path: Path) -> Result:
    """Anna with one reference is on five photos, Ben with two on one."""
    known, photos = tmp_path / "known", tmp_path / "photos"
    paint(known / "Anna" / "1.png", RED)
    for number in (1, 2):
        paint(known / "Ben" / f"{number}.png", BLUE)
    for number, name in enumerate(sorted(CHECKED)):
        paint(photos / name, RED, (90, 120 + 20 * number, 90))
    paint(photos / "both.png", RED, BLUE)
    engine = EngineChoice(models_dir=photos, detector=ENGINE.detector, model=ENGINE.model)
    whom, work = Whom(known=known), Work(workers=0)
    found = find_people(Settings(whom=whom, inputs=(photos,), engine=engine, work=work), Silent())
    assert len(found.matches) == 6
    likely = tuple(map(_with_probability, found.matches))
    ordered = sorted(likely, key=lambda one: (one.person, -(one.probability or 0)))
    return replace(found, engine=replace(found.engine, judge=JUDGE), matches=tuple(ordered))


def _with_probability(match: Match) -> Match:
    probability = CHECKED.get(match.photo.path.name)
    if probability is None:
        return replace(match, probability=0.99999)
    return replace(match, verdict=Verdict.CHECK, probability=probability)


def write(result: Result, tmp_path: Path) -> Path:
    return write_report(result, tmp_path / "report", max_pixels=MAX_PIXELS, workers=1)


def data_of(report: Path) -> dict[str, Any]:
    text = (report.parent / "report-files" / "data.js").read_text("ascii")
    return dict(json.loads(text.removeprefix("const FACEFINDER = ").removesuffix(";\n")))


def anna(report: Path) -> list[dict[str, Any]]:
    return list(data_of(report)["people"][0]["matches"])


def test_the_page_knows_how_likely_each_match_is(result: Result, tmp_path: Path) -> None:
    matches = anna(write(result, tmp_path))
    assert [match["probability"] for match in matches] == [0.9999, 0.9123, 0.5, 0.4999, 0.2]
    unknown = tuple(replace(match, probability=None) for match in result.matches)
    matches = anna(write(replace(result, matches=unknown), tmp_path))
    assert [match["probability"] for match in matches] == [None] * 5


def test_the_page_knows_what_keeps_a_match_from_being_sure(result: Result, tmp_path: Path) -> None:
    blurred = tuple(
        replace(match, floor=Floor.BLURRED) if match.photo.path.name == "c.png" else match
        for match in result.matches
    )
    matches = anna(write(replace(result, matches=blurred), tmp_path))
    assert [match["floor"] for match in matches] == ["", "the face is blurred", "", "", ""]


def test_the_limits_of_each_person_are_those_of_their_references(
    result: Result, tmp_path: Path
) -> None:
    people = data_of(write(result, tmp_path))["people"]
    assert JUDGE.limits(1).sure > JUDGE.limits(2).sure
    for person, references in zip(people, (1, 2), strict=True):
        limits = JUDGE.limits(references)
        assert person["limits"] == {"sure": limits.sure, "check": limits.check}


def test_the_rule_is_told_in_probabilities(result: Result, tmp_path: Path) -> None:
    engine = data_of(write(result, tmp_path))["details"]["engine"]
    sure, check = JUDGE.cuts
    assert f"sure when {sure:.0%} likely or more, to check from {check:.0%} on" in engine


@needs(BROWSER)
def test_a_pair_says_likely_or_doubtful_and_weak_ones_come_when_they_are_wanted(
    browser: webdriver.Chrome, result: Result, tmp_path: Path
) -> None:
    go(browser, write(result, tmp_path), "person-0")
    main = browser.find_element(By.ID, "main")
    said = []
    for _ in CHECKED:
        words = browser.find_element(By.CSS_SELECTOR, ".pair .words")
        said.append((words.text, str(words.get_attribute("title"))))
        name = browser.find_element(By.CSS_SELECTOR, ".context figcaption").text.split(" · ")[0]
        assert name == list(CHECKED)[len(said) - 1]
        if len(said) == 2:
            press(browser, "y")
            assert "Only weak ones are left." in main.text
            assert "Nothing left to look at" not in main.text
            left = browser.find_element(By.CSS_SELECTOR, ".mode").text
            assert left == "To look at: 2", "as many as the button shows"
            assert browser.find_element(By.ID, "progress").text.endswith("2 left to look at")
            assert browser.find_element(By.ID, "weak").text == "Show 2 weak ones"
            browser.find_element(By.ID, "weak").click()
        else:
            press(browser, "n")
    assert said == [
        ("likely", "about 9 in 10 faces like this are Anna"),
        ("likely", "about 5 in 10 faces like this are Anna"),
        ("doubtful", "about 5 in 10 faces like this are Anna"),
        ("doubtful", "about 2 in 10 faces like this are Anna"),
    ]
    assert browser.find_element(By.CSS_SELECTOR, ".mode").text == "To look at: 0"
    tiles = browser.find_elements(By.CSS_SELECTOR, ".grid button.face")
    assert [tile.text for tile in tiles] == ["", ""]  # nothing is said under a sure one
    assert "distance" not in main.text


@needs(BROWSER)
def test_where_there_are_weak_ones_alone_nobody_has_to_ask_for_them(
    browser: webdriver.Chrome, result: Result, tmp_path: Path
) -> None:
    weak = [m for m in result.matches if m.photo.path.name not in ("a.png", "c.png")]
    report = write(replace(result, matches=tuple(weak)), tmp_path)
    go(browser, report, "overview")
    tile = browser.find_element(By.CSS_SELECTOR, "button.tile")
    assert "Look at 2" in tile.text
    tile.click()
    wait_for(browser, "person-0")
    for place in ("1 of 2", "2 of 2"):
        assert place in browser.find_element(By.CSS_SELECTOR, ".question").text
        press(browser, "n")
    assert not browser.find_elements(By.ID, "weak")


@needs(AXE, BROWSER)
@pytest.mark.parametrize("page", ["overview", "person-0"])
def test_details_have_no_serious_accessibility_fault(
    browser: webdriver.Chrome, result: Result, tmp_path: Path, page: str
) -> None:
    go(browser, write(result, tmp_path), page)
    browser.execute_script(
        "for (const details of document.querySelectorAll('details')) details.open = true"
    )
    assert serious_faults(browser) == []
