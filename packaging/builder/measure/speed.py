"""How fast the search is, as ratios to two other programs on the same files.

Each round takes two other photos. The other programs read these two; facefinder, which would be
done before it could be timed, reads many links to them. All have loaded their models and read a
photo before. A ratio belongs to one round, its parts are measured one after the other, and the
median over the rounds counts: another load on the machine then hardly moves it. Start-up has a
row of its own.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from builder.environment import ROOT
from builder.measure import known, ours, samples
from builder.measure.served import NotServedError, Program, serve
from builder.measure.steps import STEPS, steps
from builder.measure.table import Row, as_text, write_json
from facefinder.pool import local
from facefinder.settings import EngineSettings

ROUNDS, A_ROUND = 3, 2
LINKS = 48
SHORT = 5  # measurements of what takes less than a second
SIZES, SIZE_ROUNDS = 40, 6
ALBUM = (
    "Familienfeier in Köln.jpg",
    "2010 Blauer Salon/obama3.jpg",
    "Museum/astronaut.png",
    "Museum/grace_hopper.jpg",
    "Handy von Jörg/obama2.jpg",
    "Alte Kopien/gespiegelt.png",
)
ALONE = "mtcnn + dlib-resnet, one process with one thread"
BOTH = "dlib-resnet+mobilefacenet"
WANTED = {
    ("deepface", f"mtcnn + {BOTH}"): 180,
    ("deepface", f"yunet + {BOTH}"): 320,
    ("face_recognition", f"mtcnn + {BOTH}"): 10,
    ("deepface", "mtcnn + dlib-resnet"): 180,
    ("deepface", "yunet + dlib-resnet"): 320,
    ("deepface", "yunet + Facenet512 (random)"): 150,
    ("face_recognition", "mtcnn + dlib-resnet"): 10,
    ("face_recognition", ALONE): 10,
}
NAMES = {"deepface": "DeepFace.find", "face_recognition": "face_recognition"}


@dataclass(frozen=True, slots=True)
class Engine:
    """What to search with, where its files are, and in how many worker processes."""

    settings: EngineSettings
    models_dir: Path
    jobs: int = ours.JOBS

    def search(self, folder: Path) -> ours.Timed:
        """A search over a folder."""
        return ours.search(folder, self.settings, self.models_dir, self.jobs)


def available_engines(models_dir: Path, random_dir: Path) -> dict[str, Engine]:
    """By the name in the table; those with YuNet only where its file is there.

    `random_dir` gets links to the detector's file beside the random weights.
    """
    found = {
        f"mtcnn + {BOTH}": Engine(_settings("mtcnn", BOTH), models_dir),
        "mtcnn + dlib-resnet": Engine(_settings("mtcnn", "dlib-resnet"), models_dir),
        "mtcnn + Facenet512 (random)": Engine(_settings("mtcnn", "Facenet512"), random_dir),
        ALONE: Engine(_settings("mtcnn", "dlib-resnet"), models_dir, jobs=0),
    }
    if (models_dir / "face_detection_yunet_2023mar.onnx").is_file():
        found[f"yunet + {BOTH}"] = Engine(_settings("yunet", BOTH), models_dir)
        found["yunet + dlib-resnet"] = Engine(_settings("yunet", "dlib-resnet"), models_dir)
        found["yunet + Facenet512 (random)"] = Engine(_settings("yunet", "Facenet512"), random_dir)
    return found


def _settings(detector: str, model: str) -> EngineSettings:
    return EngineSettings(detector=detector, model=model, weights=())


def compare(
    rounds: Sequence[Path],
    photos_of: Mapping[Path, Sequence[Path]],
    engines: Mapping[str, Engine],
    others: Mapping[str, Program],
) -> dict[tuple[str, str], list[tuple[float, float]]]:
    """Seconds a photo, theirs and ours, in every round.

    Args:
        rounds: A folder of links for each round.
        photos_of: The photos that the links lead to.
        engines: Ours, by name.
        others: Theirs, by name.
    """
    figures: dict[tuple[str, str], list[tuple[float, float]]] = {}
    for number, folder in enumerate(rounds, 1):
        own = {}
        for name, engine in engines.items():
            timed = engine.search(folder)
            own[name] = timed.seconds / timed.photos
        for other, served in others.items():
            photos = photos_of[folder]
            theirs = served.seconds(photos) / len(photos)
            for name, mine in own.items():
                figures.setdefault((other, name), []).append((theirs, mine))
            _say(f"round {number}: {NAMES.get(other, other)} takes {theirs:.2f} s for a photo")
        shown = ", ".join(f"{name} {seconds:.3f} s" for name, seconds in own.items())
        _say(f"round {number} of {len(rounds)}: a photo takes {shown}")
    return figures


def ratio_rows(
    figures: Mapping[tuple[str, str], Sequence[tuple[float, float]]],
    missing: Mapping[str, str],
) -> list[Row]:
    """The rows that compare, also those that could not be measured (`missing`: why)."""
    rows = []
    for (other, name), wanted in WANTED.items():
        what, least = f"{name} against {NAMES[other]}", f"{wanted} times"
        pairs = figures.get((other, name))
        if not pairs:
            reason = missing.get(other, "a model file is not there")
            rows.append(Row(what, least, f"not measured: {reason}"))
            continue
        ratios = tuple(theirs / mine for theirs, mine in pairs)
        theirs, mine = (median(pair[side] for pair in pairs) for side in (0, 1))
        detail = f"a photo: {theirs:.2f} s there, {mine:.3f} s here; {len(pairs)} rounds"
        rows.append(Row(what, least, f"{median(ratios):.0f} times", ratios, detail))
    return rows


def seconds_row(what: str, wanted: str, measure: Callable[[], float], times: int = SHORT) -> Row:
    """A row for something that takes a moment: median of several."""
    values = tuple(measure() for _ in range(times))
    return Row(what, wanted, f"{median(values):.2f} s", values, f"median of {times}")


def memory_row(name: str, engine: Engine, folder: Path, rounds: int, limit: int) -> Row:
    """Memory of a worker, from a process of its own."""
    done = subprocess.run(
        [
            *(sys.executable, "-W", "ignore", "-m", "builder.measure.memory"),
            *(engine.settings.detector, engine.settings.model, engine.models_dir),
            *(folder, str(rounds)),
        ],
        capture_output=True,
        check=True,
        text=True,
        cwd=ROOT,
    )
    used = tuple(json.loads(done.stdout))
    result = f"{max(used):.0f} MB"
    detail = f"after each round: {', '.join(f'{value:.0f}' for value in used)} MB"
    what = f"memory of a worker, {name}, {rounds} rounds over {SIZES} sizes"
    return Row(what, f"level, below {limit} MB", result, used, detail)


def measure(options: argparse.Namespace, work: Path) -> list[Row]:
    """All rows; the slow ones first, while nothing else of ours runs."""
    random_dir = work / "models"
    random_dir.mkdir()
    subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "builder.measure.random_weights", random_dir],
        check=True,
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
    )
    for file in options.models_dir.glob("*"):
        if file.is_file() and not (random_dir / file.name).exists():
            (random_dir / file.name).symlink_to(file.resolve())
    engines = available_engines(options.models_dir, random_dir)
    photos = _photos(options, work)
    known = _known(options.album, work)
    photos_of = {
        samples.multiplied(part, work / f"round-{start}", LINKS): part
        for start in range(0, len(photos), A_ROUND)
        if len(part := photos[start : start + A_ROUND])
    }
    missing: dict[str, str] = {}
    with ExitStack() as stack:
        others: dict[str, Program] = {}
        for name, title in NAMES.items():
            _say(f"starting {title}")
            try:
                program = serve(options.bench_python, name, known, next(known.iterdir()))
                others[name] = stack.enter_context(program)
            except NotServedError as error:
                missing[name] = str(error)
        few = samples.multiplied(photos, work / "warm-up", 8 * ours.JOBS)
        for engine in engines.values():  # the workers load their models
            engine.search(few)
        rows = ratio_rows(compare(list(photos_of), photos_of, engines, others), missing)
    local.stop_workers()
    return [*rows, *_other_rows(options, work, engines, photos)]


def _other_rows(
    options: argparse.Namespace,
    work: Path,
    engines: Mapping[str, Engine],
    photos: Sequence[Path],
) -> list[Row]:
    _say("start-up, index, matching, memory")
    tree = samples.multiplied(photos, work / "tree", ours.TREE)
    rates = tuple(ours.unchanged(tree) for _ in range(3))
    rows = [
        Row(
            f"unchanged tree of {ours.TREE:,} photos",
            "5,000 photos/s",
            f"{median(rates):,.0f} photos/s",
            rates,
            "median of 3",
        ),
        seconds_row(f"other people over {ours.FACES:,} faces", "below 1 s", ours.matching, 3),
    ]
    seconds, megabytes = known.measured()
    result = f"{seconds:.1f} s, {megabytes:.0f} MB"
    what = f"one person among {known.PHOTOS:,} known photos, without listing them"
    rows.append(Row(what, known.LIMITS, result, (seconds, megabytes), "a process of its own"))
    for arguments in ours.COMMANDS:

        def once(arguments: tuple[str, ...] = arguments) -> float:
            return ours.command_seconds(arguments, options.models_dir)

        rows.append(seconds_row(f"facefinder {arguments[0]}", "below 0.5 s", once))
    few = samples.multiplied(photos, work / "few", 2)
    rows.append(
        seconds_row(
            "start: the whole command, two workers, two photos, mtcnn + dlib-resnet",
            "-",
            lambda: ours.cold_seconds(options.album / "known", few, "mtcnn", options.models_dir),
            3,
        )
    )
    samples.of_many_sizes(photos, work / "sizes", SIZES)
    for name, limit in (("mtcnn + dlib-resnet", 700), ("mtcnn + Facenet512 (random)", 900)):
        row = memory_row(name, engines[name], work / "sizes", options.size_rounds, limit)
        rows.append(row)
    return rows


def profile_text(photos: Sequence[Path], engines: Mapping[str, Engine]) -> str:
    """A table: milliseconds a photo in each step, one process with one thread."""
    lines = [
        f"| engine | {' | '.join(STEPS)} | sum, ms | faces |",
        "|---" * (len(STEPS) + 3) + "|",
    ]
    for name, engine in engines.items():
        spent = steps(photos, engine.settings, engine.models_dir)
        total = sum(spent.get(step, 0.0) for step in STEPS)
        cells = " | ".join(f"{spent.get(step, 0.0):.1f}" for step in STEPS)
        lines.append(f"| {name} | {cells} | {total:.1f} | {spent['faces']:.1f} |")
    return "\n".join(lines)


def _photos(options: argparse.Namespace, work: Path) -> list[Path]:
    if options.photos:
        found = samples.evenly(options.photos, ROUNDS * A_ROUND)
        if not found:
            sys.exit(f"bench: there is no JPEG in {options.photos}; name a folder with photos.")
        return found
    return samples.with_faces(options.album / "photos", work / "album", ALBUM)


def _known(album: Path, work: Path) -> Path:
    """The references in one folder with a plain name: deepface refuses others."""
    folder = work / "known"
    folder.mkdir()
    for number, photo in enumerate(sorted((album / "known").rglob("*.jpg"))):
        (folder / f"{number}.jpg").write_bytes(photo.read_bytes())
    return folder


def _say(text: str) -> None:
    print(f"bench: {text}", file=sys.stderr, flush=True)


def main() -> None:
    """Measure, and print the table or the profile."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=Path, help="folder with JPEGs; default: the album")
    parser.add_argument("--album", type=Path, required=True)
    parser.add_argument("--models-dir", type=Path, required=True)
    parser.add_argument("--bench-python", type=Path, help="Python of .venv-bench")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--profile", action="store_true")
    parser.add_argument("--size-rounds", type=int, default=SIZE_ROUNDS)
    options = parser.parse_args()
    options.models_dir = options.models_dir.resolve()
    with tempfile.TemporaryDirectory(prefix="facefinder-bench-") as folder:
        work = Path(folder).resolve()
        if options.profile:
            engines = available_engines(options.models_dir, work)
            real = {n: e for n, e in engines.items() if "random" not in n and e.jobs}
            print(profile_text(_photos(options, work), real))
            return
        with local.ending_workers():
            rows = measure(options, work)
    print(as_text(rows))
    if options.json:
        write_json(rows, options.json)


if __name__ == "__main__":
    main()
