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
from pathlib import Path
from statistics import median

from builder.environment import ROOT, say
from builder.measure import archives, known, ours, samples, start, videos, whole
from builder.measure.engines import BOTH, Engine, available_engines
from builder.measure.ratios import NAMES, compare, ratio_rows
from builder.measure.served import NotServedError, Program, serve
from builder.measure.steps import STEPS, steps
from builder.measure.table import Row, as_text, write_json
from facefinder.pool import local

ROUNDS, A_ROUND = 3, 2
SHORT = 5  # measurements of what takes less than a second
SIZES, SIZE_ROUNDS = 40, 6
LIMITS_MB = {f"yunet + {BOTH}": 700, f"mtcnn + {BOTH}": 700, "mtcnn + Facenet512 (random)": 900}
ALBUM = (
    "Familienfeier in Köln.jpg",
    "2010 Blauer Salon/obama3.jpg",
    "Museum/astronaut.png",
    "Museum/grace_hopper.jpg",
    "Handy von Jörg/obama2.jpg",
    "Alte Kopien/gespiegelt.png",
)


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
        samples.multiplied(part, work / f"round-{start}", samples.LINKS): part
        for start in range(0, len(photos), A_ROUND)
        if len(part := photos[start : start + A_ROUND])
    }
    missing: dict[str, str] = {}
    with ExitStack() as stack:
        others: dict[str, Program] = {}
        for name, title in NAMES.items():
            say(f"starting {title}")
            try:
                program = serve(options.bench_python, name, known, next(known.iterdir()))
                others[name] = stack.enter_context(program)
            except NotServedError as error:
                missing[name] = str(error)
        few = samples.multiplied(photos, work / "warm-up", 8 * ours.JOBS)
        for engine in engines.values():  # the workers load their models
            engine.search(few)
        rows = ratio_rows(compare(list(photos_of), photos_of, engines, others), missing)
        harder = whole.gather(options.album / "photos", work / "whole")
        rows += whole.rows(harder, engines, others, work)
    local.stop_workers()
    return [*rows, *_other_rows(options, work, engines, photos)]


def _other_rows(
    options: argparse.Namespace,
    work: Path,
    engines: Mapping[str, Engine],
    photos: Sequence[Path],
) -> list[Row]:
    say("start-up, index, matching, memory")
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
    known_people = options.album / "known"
    rows += start.rows(few, known_people, options.models_dir, options.bundle)
    rows.append(
        seconds_row(
            "start: the whole command, two workers, two photos, mtcnn + dlib-resnet",
            "-",
            lambda: ours.cold_seconds(
                start.FROM_SOURCE,
                *("--models-dir", str(options.models_dir)),
                known=known_people,
                folder=few,
                detector="mtcnn",
            ),
            3,
        )
    )
    for kind in (videos, archives):
        rows.append(kind.row(photos, known_people, options.models_dir, work))
    samples.of_many_sizes(photos, work / "sizes", SIZES)
    for name, limit in LIMITS_MB.items():
        if name not in engines:
            continue
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


def main() -> None:
    """Measure, and print the table or the profile."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=Path, help="folder with JPEGs; default: the album")
    parser.add_argument("--album", type=Path, required=True)
    parser.add_argument("--models-dir", type=Path, required=True)
    parser.add_argument("--bench-python", type=Path, help="Python of .venv-bench")
    parser.add_argument("--bundle", type=Path, help="the frozen program")
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
            if not options.photos:
                print("\nThe second album, whole photos:\n")
                harder = whole.gather(options.album / "photos", work / "whole")
                both = {name: engine for name, engine in real.items() if BOTH in name}
                print(profile_text(harder, both))
            return
        with local.ending_workers():
            rows = measure(options, work)
    print(as_text(rows))
    if options.json:
        write_json(rows, options.json)


if __name__ == "__main__":
    main()
