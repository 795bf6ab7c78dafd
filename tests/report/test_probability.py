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
from tests.support.browsing import go, serious_faults
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

    def start(self, total: int, known: int) -> None:
        """Nobody watches."""

    def advance(self, photos: int, faces: int, matches: int | None) -> None:
        """Nobody counts."""


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


def anna(report: Path) -> list[dict[str, Any]]:
    text = (report.parent / "report-files" / "data.js").read_text("ascii")
    data = json.loads(text.removeprefix("const FACEFINDER = ").removesuffix(";\n"))
    return list(data["people"][0]["matches"])


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
    page = write(result, tmp_path).read_text("utf-8")
    one, two = JUDGE.limits(1), JUDGE.limits(2)
    assert one.sure > two.sure
    of_anna, of_ben = page.split('<article class="summary">')[1:]
    for limits, mine, other in ((one, of_anna, of_ben), (two, of_ben, of_anna)):
        for words in (
            f"sure ≤ {limits.sure:g}<",
            f"check ≤ {limits.check:g}<",
            f" up to {limits.sure:g}, ",
            f" more up to {limits.check:g}. ",
        ):
            assert words in mine
            assert words not in other


def test_the_rule_is_told_in_probabilities(result: Result, tmp_path: Path) -> None:
    page = write(result, tmp_path).read_text("utf-8")
    sure, check = JUDGE.cuts
    assert f"sure when {sure:.0%} likely or more, to check from {check:.0%} on" in page


@needs(BROWSER)
def test_a_card_says_likely_or_doubtful_and_nothing_where_it_is_sure(
    browser: webdriver.Chrome, result: Result, tmp_path: Path
) -> None:
    go(browser, write(result, tmp_path), "person-0")
    cards = browser.find_elements(By.CSS_SELECTOR, "#check .card")
    words = [card.find_element(By.CSS_SELECTOR, ".words") for card in cards]
    names = [Path(card.find_element(By.CSS_SELECTOR, ".path").text).name for card in cards]
    assert names == list(CHECKED)
    assert [word.text for word in words] == ["likely", "likely", "doubtful", "doubtful"]
    assert words[1].get_attribute("title") == "about 5 in 10 faces like this are Anna"
    assert "about 2 in 10 faces like this are Anna" in str(cards[3].get_attribute("aria-label"))
    sure = browser.find_element(By.CSS_SELECTOR, "#sure .card")
    assert not sure.find_element(By.CSS_SELECTOR, ".words").is_displayed()
    assert not sure.find_element(By.CSS_SELECTOR, ".meter").is_displayed()
    main = browser.find_element(By.ID, "main")
    assert "distance" not in main.text
    sure.find_element(By.TAG_NAME, "summary").click()
    assert "Nearly all faces like this are Anna; distance 0" in main.text


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
