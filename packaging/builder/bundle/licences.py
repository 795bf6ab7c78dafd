"""Collects the licence texts of everything that a bundle carries."""

import ast
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from collections import Counter
from functools import cache
from importlib.metadata import Distribution, distributions
from pathlib import Path

from builder.environment import PACKAGING, ROOT

WORDS = re.compile(r"licen[cs]e|copying|notice|authors|third.?party|eula", re.IGNORECASE)
TEXTS = {"", ".txt", ".md", ".rst", ".html", ".apache", ".mit", ".bsd"}
COMMON = "/usr/share/common-licenses"
"""Where Debian keeps the texts that its packages share."""

ALWAYS = {
    "mtcnn",  # its weights travel
    "pyinstaller",  # the program's own start is PyInstaller's bootloader
}


def collect(work: Path, target: Path) -> None:
    """Write a folder for each package, and one for the texts of the models.

    Args:
        work: Where PyInstaller noted which files it took.
        target: A folder to make.
    """
    carried = _carried(work)
    for package in sorted(distributions(), key=lambda d: d.name.lower()):
        folder = _real(Path(str(package.locate_file(""))))
        own = {Path(os.path.normpath(folder / file)) for file in package.files or ()}
        if package.name.lower() in ALWAYS or own & carried:
            carried -= own
            _copy(package, own, folder, target / f"{package.name} {package.version}")
    python = target / f"Python {sys.version.split()[0]}"
    python.mkdir(parents=True)
    library = Path(sysconfig.get_paths()["stdlib"])
    base = next(
        p for p in (library, library.parent, Path(sys.base_prefix)) if (p / "LICENSE.txt").is_file()
    )
    shutil.copyfile(base / "LICENSE.txt", python / "LICENSE.txt")
    shutil.copyfile(ROOT / "LICENSE", target / "facefinder.txt")
    shutil.copytree(PACKAGING / "licence_texts", target, dirs_exist_ok=True)
    system = {
        path
        for path in carried
        if not path.is_relative_to(Path(sys.base_prefix)) and ".so" in path.name
    }
    for path in sorted(system):
        _copy_system(path, target / "system libraries")


def _carried(work: Path) -> set[Path]:
    """Files that PyInstaller took, from its notes."""
    found: set[Path] = set()
    for name in ("PYZ-00.toc", "COLLECT-00.toc"):
        text = (work / name).read_text("utf-8")
        strings = re.findall(r"'(?:[^'\\\n]|\\.)+'|\"[^\"\n]+\"", text)
        places = (Path(ast.literal_eval(string)) for string in strings)
        found |= {_real(place.parent) / place.name for place in places if place.is_absolute()}
    return found


@cache
def _real(folder: Path) -> Path:
    """Where a folder really is: to ask for each of its files would take long under Wine."""
    return folder.resolve()


def _copy(package: Distribution, own: set[Path], folder: Path, target: Path) -> None:
    target.mkdir(parents=True)
    for name, text in _texts(own, folder).items():
        shutil.copyfile(text, target / name)
    meta = package.metadata
    stated = (
        meta["License-Expression"]
        or meta["License"]
        or ", ".join(
            line for line in meta.get_all("Classifier") or () if line.startswith("License")
        )
    )
    home = meta["Home-page"] or "; ".join(meta.get_all("Project-URL") or ())
    (target / "ABOUT.txt").write_text(
        f"{package.name} {package.version}\nLicence: {stated}\n{home}\n", "utf-8"
    )


def _texts(own: set[Path], folder: Path) -> dict[str, Path]:
    """The licence texts among a package's files, each once.

    By names that differ in more than case, which FAT, Windows and macOS do not tell apart: where
    several have one name, the folders that they are in stand before it.

    Args:
        own: The package's files.
        folder: In which packages are installed.
    """
    found = {text.read_bytes(): text for text in sorted(own, reverse=True) if _is_licence(text)}
    texts = sorted(found.values())
    names = Counter(text.name.lower() for text in texts)
    return {
        text.name
        if names[text.name.lower()] == 1
        else " ".join(text.relative_to(folder).parts[1:]): text
        for text in texts
    }


def _is_licence(path: Path) -> bool:
    """By name, or because it lies where packages declare such files."""
    declared = re.search(r"\.dist-info/licenses/", path.as_posix()) is not None
    named = WORDS.search(path.name) is not None and path.suffix.lower() in TEXTS
    return (declared or named) and path.is_file()


def _copy_system(path: Path, target: Path) -> None:
    """The copyright file of the system's package that a library is from."""
    for command, folder in (
        (["dpkg", "-S"], "/usr/share/doc/{}"),
        (["rpm", "-qf", "--qf", "%{NAME}"], "/usr/share/licenses/{}"),
    ):
        if shutil.which(command[0]) is None:
            continue
        for place in (path, Path("/usr", *path.parts[1:]), Path(*path.parts[2:])):
            done = subprocess.run(
                [*command, str(place)], capture_output=True, text=True, check=False
            )
            if done.returncode == 0:
                name = done.stdout.split(":")[0].split()[0]
                _copy_texts(name, Path(folder.format(name)), target)
                return


def _copy_texts(name: str, folder: Path, target: Path) -> None:
    """What a system's package says about its licence, and the texts that this only mentions."""
    for text in sorted(folder.glob("*")):
        if text.is_file() and (text.name == "copyright" or WORDS.search(text.name)):
            target.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(text, target / f"{name} {text.name}.txt")
            for common in set(
                re.findall(rf"{re.escape(COMMON)}/([\w.+-]*\w)", text.read_text("utf-8"))
            ):
                if Path(COMMON, common).is_file():
                    shutil.copyfile(Path(COMMON, common), target / f"{common}.txt")
