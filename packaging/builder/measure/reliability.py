"""How far `sure`, `check` and the probabilities can be believed, on people nothing was fitted on.

Per group of a labelled folder (`labelled.py` says what one is), with each number of references:
false `sure` and false shown (`sure` or `check`) for 1,000 strangers of the same group, own faces
found, and, of all that is shown, how much would be right in an album of which a stated share is the
person's own. In brackets the middle 95 % of draws of the people with replacement. Each person is
looked for alone, which is the hardest case, or all of a group together. At the end: of those called
so and so probable, how many were right.

The folder's people are halved, and each half is measured with constants that were fitted on the
other; the program's own were fitted on all of them.
"""

import argparse
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from builder.measure.fit_evidence import PAIR, PARTS, fit, of_engine
from builder.measure.labelled import (
    STRANGERS,
    Faces,
    halves,
    read_labels,
    reference_sets,
    scan,
    searched,
)
from facefinder.evidence.constants import FITTED, OWN_SHARE, Formula, read_formulas
from facefinder.evidence.cuts import NORMAL
from facefinder.evidence.judge import Grade, Judged, judge
from facefinder.settings import EngineChoice

COUNTS: Final = (1, 3, 8)
CHOICES, SEED = 6, 1
SHOWN_SHARE: Final = 0.01
"""Own faces in the album for which "of all shown, right" is said."""
DRAWS: Final = 400
BINS: Final = (0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 0.95, 0.98, 1.0)


@dataclass(frozen=True, slots=True, eq=False)
class Search:
    """What one search for one person gave, for every face that was searched.

    Attributes:
        person: Who was looked for.
        own: Shape (N,), whether the face is that person's.
        grades: Shape (N,), values of `Grade`.
        probabilities: Shape (N,).
    """

    person: str
    own: NDArray[np.bool_]
    grades: NDArray[np.int8]
    probabilities: NDArray[np.float64]


def alone(faces: Faces, formula: Formula, group: str, count: int) -> Iterator[Search]:
    """Look for each person of a group alone, with several choices of references."""
    inside = searched(faces, group)
    for rows in reference_sets(faces, group, count, CHOICES, SEED):
        others = np.setdiff1d(inside, rows)
        judged = _judge(faces, others, [rows], formula)
        yield _search(faces, others, str(faces.people[rows[0]]), judged, 0)


def together(faces: Faces, formula: Formula, group: str, count: int) -> Iterator[Search]:
    """Look for all people of a group at once, `CHOICES` times."""
    sets: dict[str, list[NDArray[np.int64]]] = defaultdict(list)
    for rows in reference_sets(faces, group, count, CHOICES, SEED):
        sets[str(faces.people[rows[0]])].append(rows)
    inside = searched(faces, group)
    for turn in range(CHOICES if sets else 0):
        chosen = [choices[turn % len(choices)] for choices in sets.values()]
        others = np.setdiff1d(inside, np.concatenate(chosen))
        judged = _judge(faces, others, chosen, formula)
        for number, person in enumerate(sets):
            yield _search(faces, others, person, judged, number)


def _judge(
    faces: Faces,
    rows: NDArray[np.int64],
    references: Sequence[NDArray[np.int64]],
    formula: Formula,
) -> Judged:
    wanted = np.zeros(len(faces.people), np.bool_)
    wanted[rows] = True
    some = faces.rows(wanted)
    known = [faces.vectors[chosen] for chosen in references]
    return judge(some.vectors, some.quality, known, formula, NORMAL)


def _search(
    faces: Faces, rows: NDArray[np.int64], person: str, judged: Judged, number: int
) -> Search:
    own = faces.people[rows] == person
    return Search(person, own, judged.grades[:, number], judged.probabilities[:, number])


COUNTED: Final = ("own", "own sure", "own shown", "strangers", "false sure", "false shown")


def tally(searches: Sequence[Search]) -> NDArray[np.float64]:
    """Counts for each person, shape (P, 6), columns as in `COUNTED`."""
    of_person: dict[str, NDArray[np.float64]] = defaultdict(lambda: np.zeros(len(COUNTED)))
    for search in searches:
        sure, shown = search.grades == Grade.SURE, search.grades >= Grade.CHECK
        sums = [
            np.sum(kind & which)
            for which in (search.own, ~search.own)
            for kind in (np.ones_like(sure), sure, shown)
        ]
        of_person[search.person] += sums
    return np.array([of_person[person] for person in sorted(of_person)])


def rates(counts: NDArray[np.float64]) -> NDArray[np.float64]:
    """What the table shows of the summed counts, shape (..., 6) to (..., 5).

    False `sure` and false shown per 1,000 strangers, own faces found `sure`, and found at all, and
    the share of right ones among all shown when `SHOWN_SHARE` of the faces are own.
    """
    own, own_sure, own_shown, strangers, sure, shown = np.moveaxis(counts, -1, 0)
    with np.errstate(divide="ignore", invalid="ignore"):  # nan where a group has none of a kind
        right = SHOWN_SHARE * own_shown / own
        wrong = (1 - SHOWN_SHARE) * shown / strangers
        columns = (
            1000 * sure / strangers,
            1000 * shown / strangers,
            own_sure / own,
            own_shown / own,
            right / (right + wrong),
        )
    return np.stack(columns, axis=-1)


def intervals(counts: NDArray[np.float64]) -> NDArray[np.float64]:
    """The middle 95 % of the rates over draws of people, shape (2, 5)."""
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


def calibration(searches: Sequence[Search]) -> NDArray[np.float64]:
    """Of those called so probable how many are right, where `OWN_SHARE` of the faces are own.

    Returns:
        Shape (B, 4), for each of the `BINS` from the last bound to this one: lower and upper bound,
        mean probability, share of right ones; nan where nothing falls.
    """
    p = np.concatenate([search.probabilities for search in searches])
    own = np.concatenate([search.own for search in searches])
    weights = np.where(own, OWN_SHARE / max(own.sum(), 1), (1 - OWN_SHARE) / max((~own).sum(), 1))
    lines = []
    for low, high in zip((0.0, *BINS[:-1]), BINS, strict=True):
        inside = (p > low) & (p <= high)
        whole = weights[inside].sum()
        mean, right = (
            ((weights * column)[inside].sum() / whole if whole else np.nan) for column in (p, own)
        )
        lines.append((low, high, mean, right))
    return np.array(lines)


def line(title: str, counts: NDArray[np.float64]) -> str:
    """A line of the table."""
    middle, around = rates(counts.sum(axis=0)), intervals(counts)
    formats = (".2f", ".1f", ".3f", ".3f", ".2f")
    cells = [
        f"{value:{shape}} ({low:{shape}} to {high:{shape}})" if np.isfinite(value) else "-"
        for value, low, high, shape in zip(middle, *around, formats, strict=True)
    ]
    return f"| {title} | {len(counts)} | " + " | ".join(cells) + " |"


def main() -> None:
    """Print the tables for the folder and the engine that the arguments name."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("photos", type=Path, help="folder with labels.csv in it")
    parser.add_argument("--models-dir", type=Path, required=True)
    parser.add_argument("-d", "--detector", nargs="+", default=["mtcnn", "yunet"])
    parser.add_argument("-m", "--model", choices=list(PARTS), default=PAIR)
    parser.add_argument("-p", "--parallel", type=int, default=2)
    parser.add_argument(
        "--shipped",
        action="store_true",
        help="the program's own constants, for photos that they were not fitted on; else crosswise",
    )
    arguments = parser.parse_args()
    labels = read_labels(arguments.photos.resolve())
    found = {}
    for detector in arguments.detector:
        choice = EngineChoice(models_dir=arguments.models_dir, detector=detector, model=PAIR)
        found[detector] = scan(labels, choice, arguments.parallel)
    if arguments.shipped:
        shipped = read_formulas(json.loads(FITTED.read_text("utf-8")))[arguments.model]
        parts = {
            detector: [(of_engine(faces, arguments.model), shipped)]
            for detector, faces in found.items()
        }
    else:
        parts = crosswise(found, halves(labels), arguments.model)
    for detector, measured in parts.items():
        print(*tables(detector, measured), sep="\n")


Part: TypeAlias = tuple[Faces, Formula]
"""Faces to measure on, and a formula that was fitted on other people."""


def crosswise(
    found: Mapping[str, Faces], first: Mapping[str, bool], model: str
) -> dict[str, list[Part]]:
    """Each half of the people with a formula that was fitted on the other half.

    Args:
        found: Detector -> faces, with the vectors of `PAIR`.
        first: Person -> belongs to the first half.
        model: Whose formula.
    """
    parts: dict[str, list[Part]] = {detector: [] for detector in found}
    for fitting in (True, False):
        inside = {
            detector: np.array([first[person] == fitting for person in faces.people])
            for detector, faces in found.items()
        }
        fitted = fit([faces.rows(inside[detector]) for detector, faces in found.items()])
        formula = read_formulas(fitted)[model]
        for detector, faces in found.items():
            parts[detector].append((of_engine(faces.rows(~inside[detector]), model), formula))
    return parts


def tables(detector: str, parts: Sequence[Part]) -> Iterator[str]:
    """The lines of both tables for the faces that a detector found."""
    yield (
        "| detector: group, references | people | false sure in 1,000 | false shown in 1,000 "
        "| found sure | found | right of shown |"
    )
    yield "|---" * 7 + "|"
    every: list[Search] = []
    groups = {group for faces, _ in parts for group in faces.groups.tolist()}
    for group in sorted(groups - {STRANGERS}):
        for count in COUNTS:
            for how, search in (("alone", alone), ("together", together)):
                searches = [s for part in parts for s in search(*part, group, count)]
                if searches:
                    title = f"{detector}: {group}, {count}, {how}"
                    yield line(title, tally(searches))
                    every += searches if how == "alone" else []
    yield f"\n| {detector}: called | on average | were right |\n|---|---|---|"
    for low, high, mean, right in calibration(every):
        yield f"| {low:.0%} to {high:.0%} | {mean:.1%} | {right:.1%} |"


if __name__ == "__main__":
    main()
