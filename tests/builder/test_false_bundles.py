"""The checks of a bundle's files find what is wrong: small false bundles are broken."""

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

import pytest

from builder.bundle import elf
from builder.bundle.contents import MIB, ChangedError, write_list
from builder.environment import GLIBC_VARIABLE
from tests.bundle import files
from tests.support.elf_files import library
from tests.support.needs import ANY_NAMES, LINUX, needs

WEIGHT = "models_cache/weights.dat"
LISTED = "as many files as were listed, all intact"
FEW = "under 1,000 files"
FAT = "no link, no file of 4 GiB"
NAMES = "names that FAT and Windows can have"
LIBRARIES = "libraries wanted from the computer are the allowed ones"


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """All is well with this one."""
    folder = tmp_path / "facefinder"
    allowed = sorted(elf.ALLOWED)
    files = {
        "facefinder": library(*allowed),
        "_internal/libown.so": library("libc.so.6"),
        "_internal/libuser.so": library("libown.so", "libc.so.6"),
        WEIGHT: b"weights",
        "LICENSES/numpy/LICENSE.txt": b"do what you like",
        "READ ME FIRST.txt": b"start facefinder",
    }
    digest = hashlib.sha256(files[WEIGHT]).hexdigest()
    manifest = [{"file": "weights.dat", "sha256": digest, "source": "", "licence": ""}]
    files["models_cache/manifest.json"] = json.dumps(manifest).encode()
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    write_list(folder)
    return folder


def failed(bundle: Path) -> set[str]:
    """The claims about a bundle's files that do not hold."""
    false = set()
    for claim, check in (files.ANYWHERE | files.ON_LINUX).items():
        try:
            check(bundle)
        except (AssertionError, ChangedError):
            false.add(claim)
    return false


def test_a_good_bundle_passes(bundle: Path) -> None:
    (bundle / "data").mkdir()
    (bundle / "data" / "index.sqlite").write_bytes(b"made by a run, no part of it")
    assert failed(bundle) == set()


def flip_a_bit(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def add(bundle: Path, name: str, content: bytes = b"") -> None:
    (bundle / name).write_bytes(content)


def add_many(bundle: Path) -> None:
    for number in range(1000):
        add(bundle, f"LICENSES/{number}.txt")


def change_manifest(bundle: Path, key: str, value: str) -> None:
    path = bundle / "models_cache" / "manifest.json"
    entries = json.loads(path.read_text("utf-8"))
    entries[0][key] = value
    path.write_text(json.dumps(entries), "utf-8")
    write_list(bundle)


def need(bundle: Path, *libraries: str) -> None:
    (bundle / "_internal" / "libuser.so").write_bytes(library(*libraries))
    write_list(bundle)


BROKEN: dict[str, tuple[Callable[[Path], object], str]] = {
    "a weight file is missing": (lambda b: (b / WEIGHT).unlink(), LISTED),
    "a bit of a weight file": (lambda b: flip_a_bit(b / WEIGHT), LISTED),
    "a bit of a library": (lambda b: flip_a_bit(b / "_internal" / "libown.so"), LISTED),
    "a bit of the program": (lambda b: flip_a_bit(b / "facefinder"), LISTED),
    "a licence is missing": (lambda b: (b / "LICENSES/numpy/LICENSE.txt").unlink(), LISTED),
    "all licences are missing": (lambda b: shutil.rmtree(b / "LICENSES"), LISTED),
    "a weight file that the manifest has but nobody": (
        lambda b: change_manifest(b, "file", "other.dat"),
        LISTED,
    ),
    "a weight file with another hash": (lambda b: change_manifest(b, "sha256", "0" * 64), LISTED),
    "no manifest": (lambda b: (b / "models_cache" / "manifest.json").unlink(), LISTED),
    "no list": (lambda b: (b / "_internal" / "contents.sha256").unlink(), LISTED),
    "a list of nonsense": (lambda b: add(b, "_internal/contents.sha256", b"\xff nonsense"), LISTED),
    "a file more": (lambda b: add(b, "_internal/more.txt"), LISTED),
    "too many files": (
        add_many,
        FEW,
    ),
    "a link to a file": (lambda b: (b / "link").symlink_to("facefinder"), FAT),
    "a link to a folder": (lambda b: (b / "link").symlink_to("LICENSES"), FAT),
    "a link to nowhere": (lambda b: (b / "link").symlink_to("nowhere"), FAT),
    "a file with two names": (lambda b: os.link(b / "facefinder", b / "second"), FAT),
    "names that differ in case only": (lambda b: add(b, "LICENSES/numpy/license.TXT"), NAMES),
    "folders that differ in case only": (
        lambda b: shutil.copytree(b / "LICENSES", b / "licenses"),
        NAMES,
    ),
    "a letter that FAT does not have": (lambda b: add(b, "_internal/what?.txt"), NAMES),
    "a name with a space at its end": (lambda b: add(b, "_internal/what "), NAMES),
    "a device of Windows": (lambda b: add(b, "_internal/aux.py"), NAMES),
    "a long name": (lambda b: add(b, f"_internal/{'l' * 200}"), NAMES),
}


@needs(ANY_NAMES)
@pytest.mark.parametrize("how", BROKEN)
def test_a_broken_bundle_fails(bundle: Path, how: str) -> None:
    change, claim = BROKEN[how]
    change(bundle)
    assert claim in failed(bundle)


@pytest.mark.parametrize("foreign", ["libssl.so.3", "libstdc++.so.6", "libGL.so.1"])
def test_a_library_of_the_computer_is_not_taken_for_granted(bundle: Path, foreign: str) -> None:
    need(bundle, "libc.so.6", foreign)
    assert failed(bundle) == {LIBRARIES}
    add(bundle, f"_internal/{foreign}", library("libc.so.6"))
    write_list(bundle)
    assert failed(bundle) == set(), "now it is carried"


@needs(LINUX)
@pytest.mark.parametrize(("most", "fits"), [("2.1", False), ("2.1000", True), ("", True)])
def test_no_newer_c_library_than_is_allowed(
    bundle: Path, monkeypatch: pytest.MonkeyPatch, most: str, fits: bool
) -> None:
    program = shutil.which("true")
    assert program is not None
    shutil.copy(Path(program).resolve(), bundle / "_internal" / "libuser.so")
    write_list(bundle)
    monkeypatch.setenv(GLIBC_VARIABLE, most)
    assert failed(bundle) == (set() if fits else {LIBRARIES})


def test_the_program_itself_finds_no_carried_library(bundle: Path) -> None:
    allowed = sorted(elf.ALLOWED)
    (bundle / "facefinder").write_bytes(library(*allowed, "libown.so"))
    write_list(bundle)
    assert failed(bundle) == {LIBRARIES}


@pytest.mark.parametrize(("name", "fits"), [("_internal/large", False), (WEIGHT, True)])
def test_models_alone_may_make_a_bundle_large(
    bundle: Path, monkeypatch: pytest.MonkeyPatch, name: str, fits: bool
) -> None:
    monkeypatch.setattr(files, "MOST_MB_WITHOUT_MODELS", 1)
    (bundle / name).write_bytes(bytes(2 * MIB))
    with nullcontext() if fits else pytest.raises(AssertionError, match="at most"):
        files.is_small(bundle)


def test_what_fits_fat_ends_below_4_gib(bundle: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert files.FAT_LARGEST == 4 * 1024 * MIB - 1
    # Nobody writes 4 GiB: Windows fills even an empty file with zeros.
    monkeypatch.setattr(files, "FAT_LARGEST", MIB)
    add(bundle, WEIGHT, bytes(MIB))
    files.fits_fat(bundle)
    add(bundle, WEIGHT, bytes(MIB + 1))
    with pytest.raises(AssertionError, match="bytes in one file"):
        files.fits_fat(bundle)
