"""What builds the bundle, without building it."""

import hashlib
import os
import re
import shutil
import struct
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from tests.conftest import Modules

ROOT = Path(__file__).resolve().parents[1]
PAGE = 4096


def elf(offset: int, address: int) -> bytes:
    """The head of a library with one segment to load."""
    head = b"\x7fELF\x02".ljust(32, b"\0") + struct.pack("<Q", 64) + bytes(14)
    head += struct.pack("<HH", 56, 1)
    return head.ljust(64, b"\0") + struct.pack("<IIQQQQQQ", 1, 5, offset, address, 0, 9, 9, PAGE)


@pytest.mark.parametrize(("address", "loadable"), [(2 * PAGE, True), (2 * PAGE + 8, False)])
def test_a_library_that_strip_has_broken_is_not_taken(
    packaging_modules: Modules, tmp_path: Path, address: int, loadable: bool
) -> None:
    library = tmp_path / "lib.so"
    library.write_bytes(elf(PAGE, address))
    assert packaging_modules("bundle")._is_loadable(library) is loadable


def test_stand_ins_have_every_name(packaging_modules: Modules) -> None:
    runtime = packaging_modules("runtime")
    finder = runtime.StandInFinder()
    assert finder.find_spec("tensorflow.litend") is None
    module = finder.create_module(finder.find_spec("tensorflow.lite.python.lite"))
    assert isinstance(module.TFLiteConverterV2, type)
    with pytest.raises(AttributeError):
        _ = module.__file_of_nothing__


def test_an_archive_needs_a_verified_bundle(
    packaging_modules: Modules, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = packaging_modules("archive")
    folder = tmp_path / "facefinder"
    (folder / "_internal").mkdir(parents=True)
    (folder / "_internal" / "contents.sha256").write_text("x")
    monkeypatch.setattr(archive, "BUNDLE", folder)
    monkeypatch.setattr(packaging_modules("verify"), "DIST", tmp_path)
    with pytest.raises(packaging_modules("environment").StepError):
        archive.make()


KINDS = [
    "zip",
    pytest.param(
        "tar.zst",
        marks=pytest.mark.skipif(shutil.which("zstd") is None, reason="there is no `zstd` here"),
    ),
    "tar.gz",
]


@pytest.fixture
def verified(packaging_modules: Modules, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small bundle that was verified, and has been used since."""
    folder = tmp_path / "facefinder"
    files = {
        "facefinder": b"program",
        "READ ME FIRST.txt": "Größe".encode(),
        "_internal/lib ä.so": bytes(100_000),
        "models_cache/manifest.json": b"[]",
    }
    listed = [f"{hashlib.sha256(text).hexdigest()}  {name}\n" for name, text in files.items()]
    files["_internal/contents.sha256"] = "".join(listed).encode()
    files["data/index.sqlite"] = b"faces of people"
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    for module in ("archive", "verify"):
        monkeypatch.setattr(packaging_modules(module), "DIST", tmp_path)
    monkeypatch.setattr(packaging_modules("archive"), "BUNDLE", folder)
    packaging_modules("verify").note(folder).touch()
    return folder


def pack(packaging_modules: Modules, bundle: Path, kind: str) -> Path:
    packaging_modules("archive").make(kind)
    (made,) = bundle.parent.glob("facefinder-*")
    return made


def unpacked(archive: Path, target: Path) -> dict[str, bytes]:
    """Files of an archive, read by somebody else where that is possible."""
    target.mkdir()
    if archive.suffix == ".zst":
        plain = target.with_suffix(".tar")
        tool = shutil.which("zstd") or "zstd"
        subprocess.run([tool, "-q", "-d", archive, "-o", plain], check=True)
        archive = plain
    if archive.suffix == ".zip":
        with zipfile.ZipFile(archive) as packed:
            assert packed.testzip() is None
            packed.extractall(target)  # noqa: S202 - it was made here
            rights = {info.filename: info.external_attr >> 16 for info in packed.infolist()}
    else:
        with tarfile.open(archive) as tar:
            tar.extractall(target, filter="data")
            rights = {entry.name: entry.mode for entry in tar}
    runs = [name for name, mode in rights.items() if mode & 0o100]
    assert runs == ["facefinder/facefinder"], "the program alone is to be started"
    files = [path for path in target.rglob("*") if path.is_file()]
    return {path.relative_to(target).as_posix(): path.read_bytes() for path in files}


@pytest.mark.parametrize("kind", KINDS)
def test_an_archive_holds_the_bundle_and_nothing_of_its_user(
    packaging_modules: Modules, verified: Path, tmp_path: Path, kind: str
) -> None:
    archive = pack(packaging_modules, verified, kind)
    assert archive.name.endswith(f".{kind}")
    there = {
        f"facefinder/{path.relative_to(verified).as_posix()}": path.read_bytes()
        for path in verified.rglob("*")
        if path.is_file() and path.parent.name != "data"
    }
    assert len(there) == 5
    assert unpacked(archive, tmp_path / "unpacked") == there
    sums = (tmp_path / "SHA256SUMS").read_text("ascii")
    assert sums == f"{hashlib.sha256(archive.read_bytes()).hexdigest()}  {archive.name}\n"


@pytest.mark.parametrize("kind", KINDS)
def test_an_archive_knows_no_time_no_owner_and_no_rights(
    packaging_modules: Modules, verified: Path, kind: str
) -> None:
    written = []
    for seconds, mode in ((1, 0o700), (2_000_000_000, 0o644)):
        for path in verified.rglob("*"):
            if path.is_file():
                path.chmod(mode)
                os.utime(path, (seconds, seconds))
        written.append(pack(packaging_modules, verified, kind).read_bytes())
    assert written[0] == written[1]


@pytest.mark.parametrize("kind", KINDS)
def test_one_archive_takes_the_place_of_the_other(
    packaging_modules: Modules, verified: Path, kind: str
) -> None:
    (verified.parent / "facefinder-0.0-linux-x86_64.tar.xz").touch()
    assert pack(packaging_modules, verified, kind).stat().st_size > 100


@pytest.mark.parametrize("changed", ["_internal/contents.sha256", "facefinder", "facefinder.log"])
def test_a_bundle_that_changed_after_it_was_verified_is_not_packed(
    packaging_modules: Modules, verified: Path, changed: str
) -> None:
    (verified / changed).write_text("y")
    with pytest.raises(packaging_modules("environment").StepError):
        packaging_modules("archive").make("zip")


@pytest.mark.skipif(sys.platform != "linux", reason="the limit is Linux's")
def test_models_alone_may_make_an_archive_large(
    packaging_modules: Modules, verified: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = packaging_modules("archive")
    monkeypatch.setattr(archive, "MOST_MB", 0.001)
    with pytest.raises(packaging_modules("environment").StepError):
        archive.make("zip")
    manifest = verified / "models_cache" / "manifest.json"
    manifest.write_bytes(b"[]" + b" " * 100_000)
    listed = verified / "_internal" / "contents.sha256"
    before, now = hashlib.sha256(b"[]").hexdigest(), hashlib.sha256(manifest.read_bytes())
    listed.write_text(listed.read_text("utf-8").replace(before, now.hexdigest()), "utf-8")
    packaging_modules("verify").note(verified).touch()
    archive.make("zip")


COMMANDS_OF_A_RELEASE = {"setup", "models", "test", "bundle", "verify", "archive"}


def test_actions_are_pinned_by_commit() -> None:
    for workflow in (ROOT / ".github" / "workflows").glob("*.yml"):
        used = re.findall(r"uses: (\S+)", workflow.read_text("utf-8"))
        assert used
        assert [u for u in used if not re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", u)] == []


def test_steps_of_the_workflow_are_commands_that_there_are(packaging_modules: Modules) -> None:
    parser = packaging_modules("commands")._parser()
    for workflow in (ROOT / ".github" / "workflows").glob("*.yml"):
        lines = re.findall(r"- run: (.+)", workflow.read_text("utf-8"))
        calls = [line.split()[2:] for line in lines if re.match(r"python(3\.11)? build\.py ", line)]
        assert {call[0] for call in calls} == COMMANDS_OF_A_RELEASE
        for call in calls:
            parser.parse_args(call)
        others = [line.split()[0] for line in lines if "build.py" not in line]
        assert others == ["dnf", "cat", "gh"], "getting Python, and handing over what was built"
