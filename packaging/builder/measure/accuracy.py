"""How often a verdict is right: `sure` and `check` on labelled photos, for 1 and for 3 references.

Each person is looked for alone, which is the hardest case: nobody else is there to be closer to a
stranger's face. References are every choice of one or three of the person's different photos (40
choices at most, evenly spread), searched are all other labelled photos. Once more with references
as people often have them: cut out, grey, the face 40 pixels wide.
"""

import argparse
import csv
import hashlib
import itertools
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageOps

from facefinder import discover
from facefinder.match import references
from facefinder.match.choose import judge_for
from facefinder.match.hits import find_hits
from facefinder.models import catalogue
from facefinder.models.catalogue import ModelInfo
from facefinder.pool import local, run
from facefinder.records.people import Verdict
from facefinder.records.photos import FaceTable, Outcome, Scanned
from facefinder.search.engine import choose
from facefinder.settings import EngineChoice

CHOICES = 40
GREY_FACE_PX = 40
HEADINGS = (
    "references, preset",
    "of `sure` right",
    "found `sure`",
    "found `sure` or `check`",
    "of `check` right",
    "strangers taken (`sure` + `check`)",
)
CUT = 3.0
"""Side of a cut-out reference in widths of the face."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A photo and who is in it."""

    outcome: Outcome
    people: frozenset[str]


def read_labels(photos: Path) -> dict[Path, frozenset[str]]:
    """Photo -> people, from every labels.csv and from folders named ``train/<person>``."""
    people: dict[Path, set[str]] = defaultdict(set)
    for table in photos.rglob("labels.csv"):
        with table.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                people[table.parent / row["photo"]].add(row["person"])
    for folder in photos.rglob("train/*"):
        for file_path in folder.iterdir():
            people[file_path].add(folder.name)
    distinct: dict[bytes, Path] = {}
    for path in sorted(people):
        distinct.setdefault(hashlib.sha256(path.read_bytes()).digest(), path)
    return {path: frozenset(people[path]) for path in distinct.values()}


def scan(paths: Sequence[Path], choice: EngineChoice, jobs: int) -> dict[Path, Outcome]:
    """Read photos with the engine that was chosen."""
    engine = choose(choice).settings
    photos = discover.find_photos(paths).photos
    batches = run.run(photos, engine, choice.models_dir, workers=jobs)
    return {o.photo.path: o for outcomes in batches for o in outcomes}


def grey_cut_outs(outcomes: Iterable[Outcome], target: Path) -> dict[Path, Path]:
    """Make small grey pictures of the largest face of each photo; original -> cut-out."""
    made = {}
    for number, outcome in enumerate(outcomes):
        if not isinstance(outcome, Scanned) or not outcome.faces:
            continue
        box = max((face.box for face in outcome.faces), key=lambda b: b.w * b.h)
        half = CUT * box.w / 2
        x, y = box.x + box.w / 2, box.y + box.h / 2
        with Image.open(outcome.photo.path) as image:
            upright = ImageOps.exif_transpose(image).convert("L")
        side = round(CUT * GREY_FACE_PX)
        cut = upright.crop((int(x - half), int(y - half), int(x + half), int(y + half)))
        path = target / f"{number:03d}.jpg"
        cut.resize((side, side), Image.Resampling.LANCZOS).save(path, quality=75)
        made[outcome.photo.path] = path
    return made


def choices(photos: Sequence[Labelled], count: int) -> Iterator[tuple[Labelled, ...]]:
    """Every choice of `count` photos, or `CHOICES` of them, evenly spread."""
    every = list(itertools.combinations(photos, count))
    return iter(every[:: max(1, len(every) // CHOICES)][:CHOICES])


def count_verdicts(
    labelled: Sequence[Labelled],
    known: dict[Path, Outcome],
    model: ModelInfo,
    preset: catalogue.Strictness,
    count: int,
) -> Counter[tuple[bool, str]]:
    """Search for every person with every choice of references.

    Args:
        labelled: The photos to search.
        known: What stands in as the reference for each photo that can be one.
        model: Says what distances mean.
        preset: Of the thresholds.
        count: References a person.

    Returns:
        How often (photo shows the person, verdict); verdict "nothing" where there is none.
    """
    tally: Counter[tuple[bool, str]] = Counter()
    judge = judge_for(model, preset)
    for person in sorted({name for photo in labelled for name in photo.people}):
        alone = [p for p in labelled if p.people == {person} and p.outcome.photo.path in known]
        if len(alone) <= count:
            continue
        for chosen in choices(alone, count):
            outcomes = [known[photo.outcome.photo.path] for photo in chosen]
            gallery, _ = references.build_gallery({person: outcomes}, judge)
            searched = [photo for photo in labelled if photo not in chosen]
            table = FaceTable.of([photo.outcome for photo in searched])
            hits = find_hits(table, gallery, judge)
            verdict_of = {int(table.photo_row[hit.row]): hit.verdict.value for hit in hits}
            for position, photo in enumerate(searched):
                tally[person in photo.people, verdict_of.get(position, "nothing")] += 1
    return tally


def row(title: str, tally: Counter[tuple[bool, str]]) -> str:
    """A line of the table: rates in percent."""
    sure, check, nothing = Verdict.SURE.value, Verdict.CHECK.value, "nothing"
    there = sum(tally[True, verdict] for verdict in (sure, check, nothing))
    absent = sum(tally[False, verdict] for verdict in (sure, check, nothing))

    def percent(part: int, whole: int) -> str:
        return f"{100 * part / whole:.1f}" if whole else "-"

    right_sure, right = tally[True, sure], tally[True, sure] + tally[True, check]
    cells = (
        title,
        percent(right_sure, right_sure + tally[False, sure]),
        percent(right_sure, there),
        percent(right, there),
        percent(tally[True, check], tally[True, check] + tally[False, check]),
        f"{tally[False, sure]} + {tally[False, check]} of {absent:,}",
    )
    return "| " + " | ".join(cells) + " |"


def main() -> None:
    """Print the table for the photos and the engine that the arguments name."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("photos", type=Path, help="folder with labels.csv files in it")
    parser.add_argument("--models-dir", type=Path, required=True)
    parser.add_argument("-d", "--detector", nargs="+", default=["mtcnn", "yunet"])
    parser.add_argument("-m", "--model", default="dlib-resnet")
    parser.add_argument("-p", "--parallel", type=int, default=2)
    arguments = parser.parse_args()
    labels = read_labels(arguments.photos.resolve())
    print(f"{len(labels)} different photos of {len(set().union(*labels.values()))} people\n")
    print("| " + " | ".join(HEADINGS) + " |\n" + "|---" * len(HEADINGS) + "|")
    for detector in arguments.detector:
        choice = EngineChoice(
            models_dir=arguments.models_dir, detector=detector, model=arguments.model
        )
        _measure(detector, labels, choice, arguments.parallel)


def _measure(
    detector: str, labels: dict[Path, frozenset[str]], choice: EngineChoice, jobs: int
) -> None:
    model = choose(choice).model
    outcomes = scan(list(labels), choice, jobs)
    labelled = [Labelled(outcomes[path], people) for path, people in labels.items()]
    with tempfile.TemporaryDirectory() as folder:
        cut_outs = grey_cut_outs(outcomes.values(), Path(folder))
        small = scan(list(cut_outs.values()), choice, jobs)
        local.stop_workers()
    grey = {original: small[cut_out] for original, cut_out in cut_outs.items()}
    for title, known in (("as they are", outcomes), ("grey, face 40 px", grey)):
        for count, preset in itertools.product((1, 3), catalogue.Strictness):
            tally = count_verdicts(labelled, known, model, preset, count)
            print(row(f"{detector}: {count}, {title}, {preset}", tally), flush=True)


if __name__ == "__main__":
    main()
