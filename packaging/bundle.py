"""``build.py bundle``: the program as one folder that needs no Python, in dist/facefinder."""

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from environment import ROOT, StepError, run, say

sys.path.insert(0, str(ROOT))
from facefinder.models import files as weights
from facefinder.models.files import WEIGHTS, State

DIST = ROOT / "dist"
BUNDLE = DIST / "facefinder"
WORK = ROOT / "build" / "pyinstaller"
PROGRAM = "facefinder.exe" if sys.platform == "win32" else "facefinder"
MODELS = ROOT / "models_cache"
CONTENTS = "contents.sha256"

EPOCH = "1704067200"
"""Stands for the time of the build wherever a tool asks for one: 2024-01-01."""

MIB = 1 << 20
LOAD = 1
"""ELF: the type of a segment that is loaded."""


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
        *("--distpath", DIST, "--workpath", WORK, ROOT / "packaging" / "facefinder.spec"),
        SOURCE_DATE_EPOCH=EPOCH,
        PYTHONHASHSEED="0",  # sets are walked in the same order in each build
    )
    if sys.platform == "linux":
        say(f"stripped: {_strip(BUNDLE) / MIB:.0f} MB less")
    run(ROOT / "packaging" / "licences.py", WORK / "facefinder", BUNDLE / "LICENSES")
    _copy_models(carried)
    text = (ROOT / "packaging" / "read_me_first.txt").read_text("utf-8")
    newline = "\r\n" if sys.platform == "win32" else "\n"
    (BUNDLE / "READ ME FIRST.txt").write_text(
        text.replace("@PROGRAM@", PROGRAM), encoding="utf-8", newline=newline
    )
    _list_contents()
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
        manifest.append(
            {"file": file, "sha256": sha256, "source": source, "licence": weight.licence}
        )
    if (MODELS / weights.PINS).is_file():
        shutil.copyfile(MODELS / weights.PINS, folder / weights.PINS)
    text = json.dumps(manifest, indent=1, ensure_ascii=False)
    (folder / "manifest.json").write_text(text + "\n", encoding="utf-8")


def _strip(folder: Path) -> int:
    """Take symbols out of libraries, which nothing at run time reads.

    ``strip`` breaks some libraries that a wheel's maker has patched: it moves what must lie on a
    page. Such a library stays as it is; returns the bytes saved.
    """
    strip = shutil.which("strip")
    if strip is None:
        say("there is no `strip` (in binutils); the bundle would be 255 MB larger.")
        raise StepError(1)
    saved = 0
    for path in sorted(path for path in (folder / "_internal").rglob("*.so*") if _is_elf(path)):
        with tempfile.TemporaryDirectory(dir=folder) as place:
            new = Path(place, "stripped")
            command: list[str | Path] = [strip, "-o", new, path]
            done = subprocess.run(command, capture_output=True, check=False)
            if done.returncode == 0 and _is_loadable(new):
                saved += path.stat().st_size - new.stat().st_size
                shutil.copymode(path, new)
                new.replace(path)
    return saved


def _is_elf(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(5) == b"\x7fELF\x02"


def _is_loadable(path: Path) -> bool:
    """Whether each loaded segment lies on pages in the file as it does in memory."""
    head = path.read_bytes()[: 1 << 16]
    start = int.from_bytes(head[32:40], "little")
    size, count = (int.from_bytes(head[at : at + 2], "little") for at in (54, 56))
    for entry in (head[start + n * size :][:size] for n in range(count)):
        offset, address, align = (
            int.from_bytes(entry[at : at + 8], "little") for at in (8, 16, 48)
        )
        if int.from_bytes(entry[:4], "little") == LOAD and (offset - address) % max(align, 1):
            return False
    return True


def files_of(folder: Path) -> list[Path]:
    """Every file that travels, but not what a run has left in the data folder."""
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file() and path.relative_to(folder).parts[0] != "data"
    )


def _list_contents() -> None:
    """Write down what belongs to the bundle; ``facefinder selftest`` compares."""
    lines = []
    for path in files_of(BUNDLE):
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        lines.append(f"{digest}  {path.relative_to(BUNDLE).as_posix()}\n")
    text = "".join(lines)
    (BUNDLE / "_internal" / CONTENTS).write_text(text, encoding="utf-8", newline="\n")


def _tell_size(carried: list[str]) -> None:
    files = files_of(BUNDLE)
    size = sum(path.stat().st_size for path in files)
    models = sum((BUNDLE / "models_cache" / file).stat().st_size for file in carried)
    say(f"models carried: {', '.join(carried)}")
    say(f"{BUNDLE}: {size / MIB:.0f} MB, {models / MIB:.0f} of them models, {len(files)} files")
