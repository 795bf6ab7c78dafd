"""`facefinder selftest`: will it work on this computer? Asked before the long run, not in it.

Every check gives a line, green or red. What is checked first needs least: a file that the stick has
lost, or a processor that cannot run a network, must become a sentence and not a crash.
"""

import hashlib
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TypeAlias

import numpy as np

from facefinder.embed.load import load_embedder
from facefinder.errors import ExitCode, FacefinderError, raise_if_stopped
from facefinder.host import places
from facefinder.host.files import is_writable, remove_leftovers, temporary_folder
from facefinder.host.frozen import CONTENTS, is_frozen, resource_root
from facefinder.host.interrupts import interrupts_held
from facefinder.host.offline import no_network, no_traces
from facefinder.host.text import printable
from facefinder.match.choose import judge_for
from facefinder.models import files
from facefinder.models.catalogue import DETECTORS, MODELS, processor_problem
from facefinder.models.files import WEIGHTS, State
from facefinder.records.photos import Failed, Photo
from facefinder.selftest import machine
from facefinder.settings import EngineSettings

WARMING, TIMED = 4, 8
"""Photos drawn for the two workers: to load their models, and to be timed after that."""

Line: TypeAlias = tuple[bool, str]


def run(
    models_dir: Path,
    data_dirs: Sequence[Path],
    write: Callable[[str], None],
    *,
    coloured: bool = False,
) -> ExitCode:
    """Check everything that a search needs, a line each.

    Args:
        models_dir: Folder of the model files.
        data_dirs: Where the index would be kept, in the order in which they are tried.
        write: Gets each line, with its end, as soon as it is known.
        coloured: Whether that shows colours.

    Returns:
        `ExitCode.OK`, or the code with which a search would end for the first bad line.
    """
    no_traces(models_dir)
    data_dir = next(filter(is_writable, data_dirs), data_dirs[0])
    report = _Report(write, coloured=coloured)
    report.check(ExitCode.MODELS, "files of the program", _bundle)
    report.check(ExitCode.MODELS, "model files", lambda: _files(models_dir))
    report.check(ExitCode.WORKERS, "memory", lambda: iter([machine.free_memory()]))
    report.check(ExitCode.OUTPUT, "data folder", lambda: _data_folder(data_dir))
    detectors, models = _present(models_dir)
    if not (detectors and models):
        report.line(False, "no detector or no recogniser has its files; see: facefinder models")
        return report.code
    report.check(ExitCode.MODELS, "processor", lambda: _unfit((*detectors, *models)))
    detectors, models = _fit(detectors), _fit(models)
    if detectors and models:
        report.check(ExitCode.MODELS, "detectors", lambda: _detectors(detectors, models_dir))
        report.check(ExitCode.MODELS, "recognisers", lambda: _recognisers(models, models_dir))
        report.check(
            ExitCode.WORKERS,
            "workers",
            lambda: _workers(detectors[0], models[0], models_dir, data_dir),
        )
    return report.code


class _Report:
    """Writes lines, green or red, and remembers the first bad one."""

    def __init__(self, write: Callable[[str], None], *, coloured: bool) -> None:
        self._write = write
        self._coloured = coloured
        self.code = ExitCode.OK

    def line(self, good: bool, text: str, code: ExitCode = ExitCode.MODELS) -> None:
        if not good and self.code is ExitCode.OK:
            self.code = code
        mark = "ok  " if good else "FAIL"
        if self._coloured:
            mark = f"\033[{32 if good else 31}m{mark}\033[0m"
        self._write(f"{mark} {printable(text)}\n")

    def check(self, code: ExitCode, what: str, lines: Callable[[], Iterator[Line]]) -> None:
        """Write the lines of a check, and whatever it throws as a bad line."""
        try:
            for good, text in lines():
                self.line(good, text, code)
        except Exception as error:  # the point of a self-test: nothing that happens is a crash
            raise_if_stopped(error)
            if isinstance(error, FacefinderError):
                self.line(False, f"{what}: {error}", error.exit_code)
            else:
                self.line(False, f"{what}: {type(error).__name__}: {error}", code)


def _bundle() -> Iterator[Line]:
    """Whether every file of the bundle is there and is what it was."""
    if not is_frozen():
        return
    root, bad = resource_root(), []
    contents = root / "_internal" / CONTENTS
    if not contents.is_file():
        yield False, f"{contents}, the list of the program's files, is missing: copy it anew"
        return
    listed = contents.read_text("utf-8").splitlines()
    for line in listed:
        sha256, _, name = line.partition("  ")
        try:
            with (root / name).open("rb") as file:
                if hashlib.file_digest(file, "sha256").hexdigest() != sha256:
                    bad.append(f"{name} is damaged")
        except OSError as error:
            bad.append(f"{name}: {error.strerror}")
    yield not bad, f"the program's {len(listed)} files are complete and intact"
    yield from ((False, f"{text}: copy the program anew") for text in bad[:10])


def _files(models_dir: Path) -> Iterator[Line]:
    states = {file: files.state(weight, models_dir) for file, weight in WEIGHTS.items()}
    for file, state in states.items():
        if state is not State.MISSING:
            yield state is State.OK, f"model file {file}: {state.value}"


def _present(models_dir: Path) -> tuple[list[str], list[str]]:
    """Detectors and recognisers whose files are all there, damaged or not."""
    there = {file for file in WEIGHTS if (models_dir / file).is_file()}
    return (
        # retinaface needs the older Keras and says so whoever asks for it.
        [n for n, info in DETECTORS.items() if n != "retinaface" and there.issuperset(info.files)],
        [name for name, info in MODELS.items() if there.issuperset(info.files)],
    )


def _unfit(names: Sequence[str]) -> Iterator[Line]:
    for name in names:
        if problem := processor_problem(name):
            yield False, f"{name} cannot work here: {problem}"


def _fit(names: Sequence[str]) -> list[str]:
    """What this processor can run: anything else would end the program at once."""
    return [name for name in names if processor_problem(name) is None]


def _data_folder(data_dir: Path) -> Iterator[Line]:
    writable = is_writable(data_dir)
    yield writable, f"the data folder {data_dir} can{'' if writable else 'not'} be written"
    yield machine.free_space(data_dir)


def _detectors(names: Sequence[str], models_dir: Path) -> Iterator[Line]:
    with interrupts_held():
        from facefinder.detect.load import load_detector
        from facefinder.host.process import silent_libraries

    for name in names:
        with silent_libraries(), no_network():
            faces = load_detector(name, models_dir).detect(np.full((200, 300, 3), 127, np.uint8))
        yield not faces, f"detector {name} works"


def _recognisers(names: Sequence[str], models_dir: Path) -> Iterator[Line]:
    with interrupts_held():
        from facefinder.host.process import silent_libraries
        from facefinder.selftest.faces import drawn_faces

    for name in names:
        with silent_libraries(), no_network():
            embedder = load_embedder(name, models_dir)
            vectors = embedder.embed([drawn_faces(*view) for view in embedder.views])
        info = MODELS[name]
        judge = judge_for(info)
        same, different = map(float, judge.apart(vectors[:1], vectors[1:])[0])
        sure = judge.limits().sure
        yield same <= sure, f"recogniser {name} knows a face again (distance {same:.2f})"
        # The drawing was measured with our own models only; for others it must be farther off.
        apart = different > (sure if info.measured else 2 * same)
        yield apart, f"recogniser {name} tells two faces apart (distance {different:.2f})"


def _workers(detector: str, model: str, models_dir: Path, data_dir: Path) -> Iterator[Line]:
    """Let two workers read a few drawn photos, and time them when their models are loaded."""
    with interrupts_held():
        from facefinder.pool import local
        from facefinder.pool import run as pool

    engine = EngineSettings(detector=detector, model=model, weights=())
    with _folder(data_dir) as folder, local.ending_workers():
        photos = _paint(folder)
        spans = []
        for portion in (photos[:WARMING], photos[WARMING:]):
            began = time.monotonic()
            with closing(pool.run(portion, engine, models_dir, workers=2)) as read:
                outcomes = [outcome for batch in read for outcome in batch]
            spans.append(time.monotonic() - began)
            bad = [outcome.reason for outcome in outcomes if isinstance(outcome, Failed)]
            if bad:
                yield False, f"a worker could not read a drawn photo: {bad[0]}"
                return
    yield True, f"two workers start and answer, the first time after {spans[0]:.0f} seconds"
    yield True, f"about {spans[1] / len(photos[WARMING:]):.2f} seconds for a photo of 3 megapixels"


@contextmanager
def _folder(data_dir: Path) -> Iterator[Path]:
    """A folder for a moment, where the index would be, or else where temporary files go.

    Raises:
        OSError: It can be made nowhere.
    """
    there = [place for place in (data_dir, data_dir.absolute().parent) if place.is_dir()]
    places_for_it = (*there, *places.temporary_dirs())
    for place in places_for_it:  # an earlier self-test that was killed may have had another one
        remove_leftovers(place)
    with temporary_folder(next(filter(is_writable, places_for_it), data_dir)) as folder:
        yield folder


def _paint(folder: Path) -> list[Photo]:
    """Photos of 3 megapixels with a drawn face each."""
    with interrupts_held():
        from PIL import Image

        from facefinder.selftest.faces import drawn_photo

    image = Image.fromarray(drawn_photo())
    photos = []
    for number in range(WARMING + TIMED):
        path = folder / f"{number}.jpg"
        image.save(path)
        state = path.stat()
        photos.append(Photo(str(folder), path.name, state.st_size, state.st_mtime_ns))
    return photos
