"""How far `sure`, `check` and the probabilities can be believed, on labelled photos.

Any folder will do that `labelled.py` can read. The photos are read, references are chosen and
faces are matched by the program's own functions, with its own constants and cuts. For each group
and number of references: false `sure` and false shown (`sure` or `check`) for 1,000 strangers of
the same group, own photos found, and of all shown the share that is right in an album of which
1 % is the person's own; each person looked for alone, which is the hardest case, and all of a
group together. Then, of those called so and so probable, how many were right.

``--crosswise`` is for photos that the constants were fitted on: the people are halved, and each
half is measured with constants that `fit_evidence.py` fitted on the other.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from builder.measure.album import Album, album_of, read
from builder.measure.ending import code_of
from builder.measure.labelled import STRANGERS, Label, halves, read_labels
from builder.measure.rates import HEADINGS, calibration_lines, line, row
from builder.measure.searches import Search, alone, of_neighbours, together
from facefinder.evidence.constants import read_formulas
from facefinder.evidence.cuts import cuts_of
from facefinder.match.by_evidence import ByEvidence
from facefinder.match.judge import Judge
from facefinder.models.catalogue import Strictness
from facefinder.records.photos import Outcome
from facefinder.search.engine import ChosenEngine, choose
from facefinder.settings import EngineChoice

COUNTS: Final = (1, 3, 8)
RELATIVES: Final = "kin"
"""The group in which lines beside each other are two people of one family, often parent and child:
each is looked for on the other's photo."""


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """Photos to measure on, and what judges them.

    Attributes:
        labels: Who is where.
        outcomes: What was found, by photo.
        judge: Has seen none of these people.
    """

    labels: Sequence[Label]
    outcomes: Mapping[Path, Outcome]
    judge: Judge


def crosswise(
    fitted: Sequence[Path], chosen: ChosenEngine, strictness: Strictness
) -> Iterator[tuple[bool, Judge]]:
    """Judges that know one half of the people: whether it is the first half, and the judge.

    Args:
        fitted: What `fit_evidence.py` wrote for the first half, and for the second.
        chosen: The engine whose formula is wanted.
        strictness: Cuts the probabilities.
    """
    for path, is_first in zip(fitted, (True, False), strict=True):
        formula = read_formulas(json.loads(path.read_text("utf-8")))[chosen.model.name]
        yield is_first, ByEvidence(formula, cuts_of(chosen.model.name, strictness))


def of_half(labels: Sequence[Label], first: Mapping[str, bool], *, is_first: bool) -> list[Label]:
    """The labels of one half of the people."""
    return [label for label in labels if first[label.person] == is_first]


def tables(title: str, parts: Sequence[Part]) -> Iterator[str]:
    """The lines of all tables of what one engine found."""
    groups = sorted({label.group for part in parts for label in part.labels} - {STRANGERS})
    albums = {
        group: [(album_of(part.labels, part.outcomes, group), part.judge) for part in parts]
        for group in groups
    }
    yield f"\n{title}\n"
    yield row(("group", "references", "looked for", "people", *HEADINGS))
    yield "|---" * (4 + len(HEADINGS)) + "|"
    every: list[Search] = []
    for group, both in albums.items():
        for count in COUNTS:
            by_one = [s for album, judge in both for s in alone(album, judge, count)]
            at_once = [s for album, judge in both for s in together(album, judge, count)]
            every += by_one
            for how, searches in (("alone", by_one), ("together", at_once)):
                if searches:
                    yield line((group, str(count), how), searches)
        if group == RELATIVES:
            near = [s for album, judge in both for s in of_neighbours(album, judge)]
            yield line((f"{group}, beside each other", "1", "alone"), near)
    yield f"\nLabelled faces that were not found: {_missed(albums)}\n"
    if every:
        yield from calibration_lines(every)
    else:
        yield "Nobody has two photos on which a face was found: there is nothing to measure.\n"


def _missed(albums: Mapping[str, Sequence[tuple[Album, Judge]]]) -> str:
    counts = {g: sum(album.missed for album, _ in both) for g, both in albums.items()}
    return ", ".join(f"{group} {count}" for group, count in counts.items() if count) or "none"


def measure(options: argparse.Namespace) -> Iterator[str]:
    """All lines for the folders and the engines that the arguments name."""
    labels = read_labels([folder.resolve() for folder in options.photos])
    first = halves(labels)  # of the groups as they were fitted on, not as they are joined
    joined = {group: name for name, groups in options.join for group in groups}
    labels = [replace(label, group=joined.get(label.group, label.group)) for label in labels]
    people = len({label.person for label in labels})
    yield f"{len({label.path for label in labels})} different photos of {people} people"
    strictness = Strictness(options.strictness)
    for detector in options.detector:
        choice = EngineChoice(
            models_dir=options.models_dir,
            detector=detector,
            model=options.model,
            strictness=strictness,
        )
        chosen = choose(choice)
        outcomes = read(labels, choice, options.parallel, options.index)
        title = f"{chosen.name}, {strictness}"
        parts = [Part(labels, outcomes, chosen.judge)]
        if options.crosswise:
            title += ", constants fitted on one half of the people, measured on the other"
            parts = [
                Part(of_half(labels, first, is_first=not fitted_on), outcomes, judge)
                for fitted_on, judge in crosswise(options.crosswise, chosen, strictness)
            ]
        yield from tables(title, parts)


def _join(text: str) -> tuple[str, list[str]]:
    name, _, groups = text.partition("=")
    return name, groups.split(",")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("photos", type=Path, nargs="+", help="labelled folders")
    parser.add_argument("--models-dir", type=Path, required=True)
    parser.add_argument("-d", "--detector", nargs="+", default=["mtcnn", "yunet"])
    parser.add_argument("-m", "--model", default="auto")
    parser.add_argument("-p", "--parallel", type=int, default=2)
    parser.add_argument("--strictness", choices=list(Strictness), default=Strictness.NORMAL)
    parser.add_argument(
        "--crosswise",
        type=Path,
        nargs=2,
        metavar=("FIRST", "SECOND"),
        help="constants that were fitted on the first and on the second half of these people",
    )
    parser.add_argument("--join", type=_join, action="append", default=[], metavar="NAME=A,B")
    parser.add_argument("--index", type=Path, help="remember there what was read")
    options = parser.parse_args()
    for text in measure(options):
        print(text, flush=True)


if __name__ == "__main__":
    sys.exit(code_of(main))
