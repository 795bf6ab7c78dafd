"""`build.py verify` fails on a bundle that is not as it should be: small false ones are broken."""

import hashlib
import json
import os
import shutil
import struct
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Modules

WEIGHT = "models_cache/weights.dat"
LISTED = "as many files as were listed, all intact"
FEW = "under 1,000 files"
FAT = "no link, no file of 4 GiB"
NAMES = "names that FAT and Windows can have"
LIBRARIES = "libraries wanted from the computer are the allowed ones"

needs_readelf = pytest.mark.skipif(
    sys.platform != "linux" or shutil.which("readelf") is None,
    reason="libraries are looked at on Linux, with binutils' readelf",
)
needs_links = pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")


def library(*needed: str) -> bytes:
    """A library of nothing but the names of those that it needs."""
    names = b"\0" + b"".join(name.encode() + b"\0" for name in needed)
    dynamic_at = 64 + 2 * 56
    names_at = dynamic_at + 16 * (len(needed) + 3)
    starts = [names.index(name.encode() + b"\0") for name in needed]
    entries = [*((1, start) for start in starts), (5, names_at), (10, len(names)), (0, 0)]
    dynamic = b"".join(struct.pack("<QQ", *entry) for entry in entries)
    head = b"\x7fELF\x02\x01\x01".ljust(16, b"\0")
    head += struct.pack("<HHIQQQIHHHHHH", 3, 62, 1, 0, 64, 0, 0, 64, 56, 2, 64, 0, 0)
    size = names_at + len(names)
    loaded = struct.pack("<IIQQQQQQ", 1, 4, 0, 0, 0, size, size, 4096)
    where = struct.pack(
        "<IIQQQQQQ", 2, 4, dynamic_at, dynamic_at, dynamic_at, len(dynamic), len(dynamic), 8
    )
    return head + loaded + where + dynamic + names


def list_contents(bundle: Path) -> None:
    """Write the list as `build.py bundle` does, after a change that is meant to be in it."""
    target = bundle / "_internal" / "contents.sha256"
    files = sorted(path for path in bundle.rglob("*") if path.is_file() and path != target)
    lines = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(bundle).as_posix()}\n"
        for path in files
    ]
    target.write_text("".join(lines), encoding="utf-8", newline="\n")


@pytest.fixture
def bundle(packaging_modules: Modules, tmp_path: Path) -> Path:
    """All is well with this one."""
    folder = tmp_path / "facefinder"
    allowed = sorted(packaging_modules("elf").ALLOWED)
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
    list_contents(folder)
    return folder


def failed(packaging_modules: Modules, bundle: Path) -> set[str]:
    """The claims about a bundle's files that cannot be shown."""
    proofs = packaging_modules("proof").Proofs()
    packaging_modules("verify_files").prove_files(bundle, proofs)
    return set(proofs.failed)


@needs_readelf
def test_a_good_bundle_passes(packaging_modules: Modules, bundle: Path) -> None:
    (bundle / "data").mkdir()
    (bundle / "data" / "index.sqlite").write_bytes(b"made by a run, no part of it")
    assert failed(packaging_modules, bundle) == set()


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
    list_contents(bundle)


def need(bundle: Path, *libraries: str) -> None:
    (bundle / "_internal" / "libuser.so").write_bytes(library(*libraries))
    list_contents(bundle)


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


@needs_links
@needs_readelf
@pytest.mark.parametrize("how", BROKEN)
def test_a_broken_bundle_fails(packaging_modules: Modules, bundle: Path, how: str) -> None:
    change, claim = BROKEN[how]
    change(bundle)
    assert claim in failed(packaging_modules, bundle)


@needs_readelf
@pytest.mark.parametrize("foreign", ["libssl.so.3", "libstdc++.so.6", "libGL.so.1"])
def test_a_library_of_the_computer_is_not_taken_for_granted(
    packaging_modules: Modules, bundle: Path, foreign: str
) -> None:
    need(bundle, "libc.so.6", foreign)
    assert failed(packaging_modules, bundle) == {LIBRARIES}
    add(bundle, f"_internal/{foreign}", library("libc.so.6"))
    list_contents(bundle)
    assert failed(packaging_modules, bundle) == set(), "now it is carried"


@needs_readelf
def test_the_program_itself_finds_no_carried_library(
    packaging_modules: Modules, bundle: Path
) -> None:
    allowed = sorted(packaging_modules("elf").ALLOWED)
    (bundle / "facefinder").write_bytes(library(*allowed, "libown.so"))
    list_contents(bundle)
    assert failed(packaging_modules, bundle) == {LIBRARIES}


@pytest.mark.parametrize(("name", "fits"), [("_internal/large", False), (WEIGHT, True)])
def test_models_alone_may_make_a_bundle_large(
    packaging_modules: Modules, bundle: Path, name: str, fits: bool
) -> None:
    verify = packaging_modules("verify_files")
    (bundle / name).touch()
    os.truncate(bundle / name, (verify.MOST_MB_WITHOUT_MODELS + 1) << 20)
    assert bool(verify._size(packaging_modules("bundle").files_of(bundle))) is fits


def test_a_file_of_4_gib_fits_no_fat(packaging_modules: Modules, bundle: Path) -> None:
    verify, files_of = packaging_modules("verify_files"), packaging_modules("bundle").files_of
    os.truncate(bundle / WEIGHT, verify.FAT_LARGEST)
    assert verify._fits_fat(bundle, files_of(bundle))
    os.truncate(bundle / WEIGHT, verify.FAT_LARGEST + 1)
    assert not verify._fits_fat(bundle, files_of(bundle))


# What is run: a false program, a script.

FOUND = {
    "matches": [{"person": "Anna", "path": "ALBUM/photos/1.jpg", "verdict": "sure"}],
    "summary": {"photos": 1, "seconds": 1.5, "scanned": 1, "from_index": 0},
}


class FalseAlbum:
    """As `verify_album.Album`, with nothing in it."""

    def __init__(self, packaging_modules: Modules, folder: Path) -> None:
        self.folder = folder
        document = json.loads(json.dumps(FOUND).replace("ALBUM", str(folder)))
        self.photos = packaging_modules("proof").without_places(document, str(folder))


def write_program(bundle: Path, answer: str, *, fails_at: str = "") -> None:
    """A program that writes `answer` as its JSON document and fails when told one word."""
    (bundle / "answer.json").write_text(answer, "utf-8")
    script = f"""#!/bin/sh
    for word; do
        if [ "$word" = "{fails_at}" ]; then exit 1; fi
        if [ "$last" = --json ]; then cp "{bundle}/answer.json" "$word"; fi
        last=$word
    done"""
    (bundle / "facefinder").write_text(script, "utf-8")
    (bundle / "facefinder").chmod(0o755)


@pytest.mark.skipif(sys.platform == "win32", reason="the false program is a script of `sh`")
@pytest.mark.parametrize(
    ("change", "fails_at", "claims"),
    [
        (("", ""), "", set()),
        (("1.5", "7.25"), "", set()),
        (("sure", "check"), "", {"two workers find what the source finds"}),
        (("1.jpg", "2.jpg"), "", {"two workers find what the source finds"}),
        (('"photos": 1', '"photos": 2'), "", {"two workers find what the source finds"}),
        (("{", "["), "", {"two workers find what the source finds"}),
        (("", ""), "selftest", {"selftest"}),
        (("", ""), "models", {"models"}),
        (("", ""), "-k", {"find", "two workers find what the source finds"}),
    ],
)
def test_a_program_that_does_something_else_fails(
    packaging_modules: Modules,
    bundle: Path,
    change: tuple[str, str],
    fails_at: str,
    claims: set[str],
) -> None:
    album = FalseAlbum(packaging_modules, bundle.parent / "Album ä")
    answer = json.dumps(FOUND).replace("ALBUM", str(album.folder)).replace(*change, 1)
    write_program(bundle, answer, fails_at=fails_at)
    proofs = packaging_modules("proof").Proofs()
    packaging_modules("verify")._prove_here(bundle, bundle.parent, album, proofs)
    assert set(proofs.failed) == claims
