"""``build.py bundle``: the program as one folder that needs no Python, in dist/facefinder."""

import json
import shutil
import sys

from builder.bundle import licences, read_me
from builder.bundle.contents import BUNDLE, DIST, MIB, PROGRAM, files_of, write_list
from builder.bundle.strip import strip
from builder.environment import MODELS, PACKAGING, ROOT, StepError, ends_with_code, run, say
from builder.models import BETTER, model_files
from facefinder.models import files as weights
from facefinder.models.files import WEIGHTS, State

WORK = ROOT / "build" / f"pyinstaller-{sys.platform}"

EPOCH = "1704067200"
"""Stands for the time of the build wherever a tool asks for one: 2024-01-01."""


def make() -> None:
    """Build dist/facefinder from nothing.

    Raises:
        StepError: A model file is damaged, or a step ended badly.
    """
    carried = _models()
    for old in (BUNDLE, WORK):
        shutil.rmtree(old, ignore_errors=True)
    for note in DIST.glob("verified-*"):
        note.unlink()
    run(
        *("-m", "PyInstaller", "--noconfirm", "--log-level", "WARN"),
        *("--distpath", DIST, "--workpath", WORK, PACKAGING / "facefinder.spec"),
        SOURCE_DATE_EPOCH=EPOCH,
        PYTHONHASHSEED="0",  # sets are walked in the same order in each build
    )
    if sys.platform == "linux":
        say(f"stripped: {strip(BUNDLE) / MIB:.0f} MB less")
    licences.collect(WORK / "facefinder", BUNDLE / "LICENSES")
    _copy_models(carried)
    read_me.write(BUNDLE, PROGRAM)
    write_list(BUNDLE)
    _tell_size(carried)


def _models() -> list[str]:
    """The model files that are there and intact.

    Raises:
        StepError: One is damaged, or there is no detector or no recogniser.
    """
    states = {file: weights.state(weight, MODELS) for file, weight in WEIGHTS.items()}
    bad = [file for file, state in states.items() if state in (State.DAMAGED, State.UNKNOWN)]
    if bad:
        say(f"{', '.join(bad)}: not what it should be; python build.py models fetches it again")
        raise StepError(4)
    return [file for file, state in states.items() if state is State.OK]


def _copy_models(files: list[str]) -> None:
    folder = BUNDLE / "models_cache"
    folder.mkdir()
    manifest = []
    for file, sha256 in weights.verify(files, MODELS):
        shutil.copyfile(MODELS / file, folder / file)
        weight = WEIGHTS[file]
        urls = getattr(weight.source, "urls", ())
        source = urls[0] if urls else str(weight.source)
        terms = {"licence": weight.licence, "trained_on": weight.trained_on}
        manifest.append({"file": file, "sha256": sha256, "source": source, **terms})
    if (MODELS / weights.PINS).is_file():
        shutil.copyfile(MODELS / weights.PINS, folder / weights.PINS)
    text = json.dumps(manifest, indent=1, ensure_ascii=False)
    (folder / "manifest.json").write_text(text + "\n", encoding="utf-8")


def _tell_size(carried: list[str]) -> None:
    files = files_of(BUNDLE)
    size = sum(path.stat().st_size for path in files)
    models = sum((BUNDLE / "models_cache" / file).stat().st_size for file in carried)
    say(f"models carried: {', '.join(carried)}")
    missing = [file for file in model_files(BETTER) if file not in carried]
    if missing:
        say(f"models that it should carry, and that could not be had: {', '.join(missing)}")
    say(f"{BUNDLE}: {size / MIB:.0f} MB, {models / MIB:.0f} of them models, {len(files)} files")


if __name__ == "__main__":
    sys.exit(ends_with_code(make))
