"""`find --sample`: some photos, from everywhere, for all of them."""

import json
import random
from pathlib import Path

import pytest

from facefinder.search.sample import Sample
from tests.conftest import Run
from tests.support.fakes import GREEN, RED, paint

pytestmark = pytest.mark.slow


def test_the_range_holds_for_95_of_100_samples() -> None:
    chance, of, count = random.Random(17), 5000, 200  # noqa: S311 - nothing is kept secret by it
    for share in (0.01, 0.2, 0.6):
        whole = [number < share * of for number in range(of)]
        sample = Sample(count, of, None)
        held = 0
        for _ in range(400):
            _about, least, most = sample.about(sum(chance.sample(whole, count)))
            held += least <= sum(whole) <= most
        assert held >= 0.92 * 400  # 95 of 100, and what chance does to 400 of them


def test_what_was_found_is_there_and_what_was_not_is_not() -> None:
    about, least, most = Sample(20, 200, None).about(0)
    assert (about, least) == (0, 0)
    assert 0 < most <= 180
    about, least, most = Sample(20, 200, None).about(20)
    assert (about, most) == (200, 200)
    assert 20 <= least < 200


def test_a_sample_says_what_all_would_take_and_show(run: Run, known: Path, tmp_path: Path) -> None:
    for number in range(120):
        folder = "first" if number < 60 else "second"
        colour = RED if number % 2 else GREEN
        paint(tmp_path / "photos" / folder / f"{number:03}.png", colour, (9, number, 9))
    words = ("find", "-k", known, "-i", tmp_path / "photos", "-p", "0")
    done = run(*words, "--sample", "40", "--json", tmp_path / "out.json", "--report", tmp_path)
    assert "This was a sample: 40 of 120 photos; all would take about" in done.err
    assert "40 photos searched" in done.err
    assert "Ben: in all about 0 sure ones, most likely 0 to" in done.err
    document = json.loads((tmp_path / "out.json").read_text("ascii"))
    assert (document["sample"]["photos"], document["sample"]["of"]) == (40, 120)
    page = (tmp_path / "report-files" / "data.js").read_text("ascii")
    assert "Only 40 of 120 photos were looked at: it was a sample." in page
    folders = [Path(line.split("\t")[3]).parent.name for line in done.out.splitlines()]
    assert {"first", "second"} == set(folders)
    again = run(*words, "--sample", "40")
    assert "This was a sample: 40 of 120 photos\n" in again.err  # nothing was read
    whole = run(*words, "--sample", "200")
    assert "sample" not in whole.err.replace("test_a_sample", "")
    assert "40 known from before" in whole.err


@pytest.mark.parametrize("count", ["0", "-1", "many", "1.5"])
def test_a_sample_is_a_number(run: Run, known: Path, tmp_path: Path, count: str) -> None:
    done = run("find", "-k", known, "-i", tmp_path, "--sample", count)
    assert (done.code, "1 or more" in done.err) == (2, True)
