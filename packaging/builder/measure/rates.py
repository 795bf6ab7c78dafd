"""What many searches of labelled photos amount to: rates, their intervals, calibration, and lines.

Photos stand for their labelled faces: an own photo is found when its labelled face is, and a
stranger is a photo of others. Intervals are the middle 95 % of draws of the people with
replacement: people differ more than photos of one of them do.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from builder.measure.searches import Search
from facefinder.evidence.constants import OWN_SHARE
from facefinder.evidence.judge import Grade

SEED: Final = 1
SHOWN_SHARE: Final = 0.01
"""Own photos in the album for which "of all shown, right" is said."""
DRAWS: Final = 400
BINS: Final = (0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 0.95, 0.98, 1.0)

_COUNTED: Final = 8
_SHAPES: Final = (".2f", ".1f", ".3f", ".3f", ".2f", ".1f")
HEADINGS: Final = (
    "false `sure` in 1,000 strangers",
    "false shown in 1,000",
    "found `sure`",
    "found",
    f"of all shown right, at {SHOWN_SHARE:.0%} own",
    "unlabelled faces shown in 1,000",
)


def tally(searches: Sequence[Search]) -> NDArray[np.float64]:
    """Counts for each person, shape (P, 8).

    Own photos, of these `sure`, of these shown; strangers likewise; unlabelled faces, and of these
    shown.
    """
    of_person: dict[str, NDArray[np.float64]] = defaultdict(lambda: np.zeros(_COUNTED))
    for search in searches:
        sure, shown = search.grades == Grade.SURE, search.grades >= Grade.CHECK
        sums = [
            float(np.sum(kind & which))
            for which in (search.own, ~search.own)
            for kind in (np.ones_like(sure), sure, shown)
        ]
        counts = [*sums, float(search.other_faces), float(search.others_shown)]
        of_person[search.person] += np.array(counts)
    return np.array([of_person[person] for person in sorted(of_person)])


def rates(counts: NDArray[np.float64]) -> NDArray[np.float64]:
    """What `HEADINGS` say, of summed counts, shape (..., 8) to (..., 6)."""
    own, own_sure, own_shown, strangers, sure, shown, other, strays = np.moveaxis(counts, -1, 0)
    with np.errstate(divide="ignore", invalid="ignore"):  # nan where a group has none of a kind
        right = SHOWN_SHARE * own_shown / own
        wrong = (1 - SHOWN_SHARE) * shown / strangers
        columns = (
            1000 * sure / strangers,
            1000 * shown / strangers,
            own_sure / own,
            own_shown / own,
            right / (right + wrong),
            1000 * strays / other,
        )
    return np.stack(columns, axis=-1)


def intervals(counts: NDArray[np.float64]) -> NDArray[np.float64]:
    """The middle 95 % of the rates over draws of people, shape (2, 6)."""
    random = np.random.default_rng(SEED)
    drawn = random.integers(0, len(counts), (DRAWS, len(counts)))
    table = rates(counts[drawn].sum(axis=1))
    bounds = np.full((2, table.shape[1]), np.nan)
    for column, values in enumerate(table.T):
        # A draw of few people may hold nobody's stranger, and then says nothing.
        known = values[np.isfinite(values)]
        if len(known):
            bounds[:, column] = np.quantile(known, (0.025, 0.975))
    return bounds


def line(cells: Sequence[str], searches: Sequence[Search]) -> str:
    """A line of the table, after some cells that say what was searched how."""
    counts = tally(searches)
    middle, around = rates(counts.sum(axis=0)), intervals(counts)
    said = [
        f"{value:{shape}} ({low:{shape}} to {high:{shape}})" if np.isfinite(value) else "-"
        for value, low, high, shape in zip(middle, *around, _SHAPES, strict=True)
    ]
    return row((*cells, str(len(counts)), *said))


def row(cells: Sequence[str]) -> str:
    """A line of Markdown."""
    return f"| {' | '.join(cells)} |"


def calibration(searches: Sequence[Search]) -> NDArray[np.float64]:
    """How much is right of what was shown as so probable, where `OWN_SHARE` of photos are own.

    Returns:
        Shape (B, 5), for each of the `BINS` in which anything was shown: lower and upper bound,
        mean probability, share of right ones, how many were shown. B is 0 where all photos are
        own, or none is: nothing could be wrong, or right.
    """
    own = np.concatenate([search.own for search in searches])
    p = np.concatenate([search.probabilities for search in searches])
    shown = np.concatenate([search.grades >= Grade.CHECK for search in searches])
    if own.all() or not own.any():
        return np.empty((0, 5))
    weights = np.where(own, OWN_SHARE / own.sum(), (1 - OWN_SHARE) / (~own).sum())
    lines = []
    for low, high in zip((0.0, *BINS[:-1]), BINS, strict=True):
        inside = shown & (p > low) & (p <= high)
        if inside.any():
            mean, right = (np.average(c[inside], weights=weights[inside]) for c in (p, own))
            lines.append((low, high, mean, right, inside.sum()))
    return np.array(lines).reshape(-1, 5)


def calibration_lines(searches: Sequence[Search]) -> Iterator[str]:
    """The lines of `calibration` as a table; nothing where there is none."""
    lines = calibration(searches)
    if len(lines):
        yield row(("called", "on average", "were right", "shown"))
        yield "|---|---|---|---|"
        for low, high, mean, right, shown in lines:
            yield row((f"{low:.0%} to {high:.0%}", f"{mean:.1%}", f"{right:.1%}", f"{shown:,.0f}"))
