"""What fits and what measures the evidence: on faces whose truth is known."""

from pathlib import Path

import numpy as np
import pytest

from builder.measure.fit_evidence import Cell, fit_curve, fit_scale
from builder.measure.labelled import STRANGERS, Faces, Label, halves, reference_sets
from builder.measure.reliability import Search, calibration, intervals, rates, tally
from facefinder.evidence.floors import Quality
from facefinder.evidence.judge import Grade
from facefinder.records.boxes import Box


def labels(people: int, group: str = "a") -> list[Label]:
    box = Box(0, 0, 1, 1)
    return [Label(Path(f"{n}.jpg"), f"{group}{n}", group, "", box) for n in range(people)]


def faces(photos: int) -> Faces:
    ones = np.ones(3 * photos, np.float32)
    people = np.repeat(["x", "y", "z"], photos)
    none = np.full(len(people), "")
    vectors = np.zeros((len(people), 2), np.float32)
    quality = Quality(ones, ones, ones, ones)
    return Faces(people, np.full(len(people), "a"), none, vectors, quality, {})


def test_both_halves_get_people_of_every_group_and_nobody_moves() -> None:
    some, more = labels(9), labels(9) + labels(8, STRANGERS)
    half = halves(more)
    assert sum(half[label.person] for label in some) == 5
    assert sum(half.values()) == 9
    assert {person: half[person] for person in halves(some)} == halves(some[::-1])


def test_references_are_of_one_person_and_leave_a_photo_to_find() -> None:
    table = faces(photos=4)
    chosen = list(reference_sets(table, "a", 3, 10, 0))
    assert chosen
    assert all(len(set(table.people[rows])) == 1 and len(set(rows)) == 3 for rows in chosen)
    assert not list(reference_sets(table, "a", 4, 10, 0))


def test_rates_are_what_they_are_called() -> None:
    own = np.array([True, True, False, False, False, False])
    grades = np.array([Grade.SURE, Grade.CHECK, Grade.SURE, 0, 0, 0], np.int8)
    counts = tally([Search("x", own, grades, np.zeros(6)), Search("x", own, grades, np.zeros(6))])
    assert counts.tolist() == [[4, 2, 4, 8, 2, 2]]
    # One own face in a hundred, all shown, and of 99 strangers every fourth.
    assert rates(counts[0]).tolist() == pytest.approx([250, 250, 0.5, 1, 1 / (1 + 99 / 4)])


def test_the_curve_finds_the_odds_that_made_the_answers() -> None:
    """Normal distances of equal spread have log odds that are a straight line in the distance."""
    random = np.random.default_rng(1)
    spread, own_at, strangers_at, shift = 0.1, 0.8, 1.2, 0.1
    cells = []
    for references in (1, 2, 8):
        less = shift * (1 - 1 / references)
        own = random.normal(own_at - less, spread, 20_000)
        strangers = random.normal(strangers_at - less, spread, 200_000)
        answers = np.repeat([True, False], (len(own), len(strangers)))
        cells.append(Cell(np.concatenate([own, strangers]), answers, references))
    level, fall, many = fit_curve(cells)
    slope = (strangers_at - own_at) / spread**2
    # A label in a hundred is expected to be wrong and none is: the curve may be a tenth steeper.
    assert fall == pytest.approx(slope, rel=0.15)
    assert level / fall == pytest.approx((own_at + strangers_at) / 2, abs=0.02)
    assert many / fall == pytest.approx(-shift, abs=0.02)


def test_the_scale_sees_where_strangers_are_near() -> None:
    random = np.random.default_rng(2)
    dense = random.normal((-1, 0, 0), 0.05, (100, 3))
    sparse = random.normal((1, 0, 0), 0.5, (100, 3))
    people = np.array([str(number) for number in range(200)])
    slope, offset = fit_scale([(np.concatenate([dense, sparse]), people)])
    assert (dense @ slope + offset).mean() < 0 < (sparse @ slope + offset).mean()


def test_calibration_is_met_by_probabilities_that_are_true() -> None:
    random = np.random.default_rng(3)
    probabilities = random.uniform(0, 1, 200_000)
    own = random.uniform(0, 1, 200_000) < probabilities
    # Weighted to one own face in twenty: true odds of 1 become 1/19.
    odds = probabilities / (1 - probabilities) / 19
    table = calibration([Search("x", own, np.zeros(200_000, np.int8), odds / (1 + odds))])
    # Each bin has a thousand draws and more: a few standard errors of a share.
    assert np.nanmax(np.abs(table[:, 2] - table[:, 3])) < 0.05


def test_intervals_leave_out_draws_that_say_nothing() -> None:
    nobody_else, others = [4.0, 2, 3, 0, 0, 0], [4.0, 2, 4, 10, 1, 2]
    bounds = intervals(np.array([nobody_else, others]))
    assert bounds[:, 0].tolist() == [100, 100]
    assert bounds[:, 3].tolist() == [0.75, 1]
    assert np.isnan(intervals(np.array([nobody_else]))[:, 0]).all()
