"""`build.py archive` packs exactly the bundle that was verified, and nothing of its user."""

import hashlib
import os
import shutil
import subprocess
import tarfile
import zipfile
from pathlib import Path

import pytest

from builder.bundle import archive, contents
from builder.environment import StepError
from tests.support.needs import ZSTD, needs


def test_an_archive_needs_a_verified_bundle(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "facefinder"
    (folder / "_internal").mkdir(parents=True)
    (folder / "_internal" / "contents.sha256").write_text("x")
    monkeypatch.setattr(contents, "BUNDLE", folder)
    monkeypatch.setattr(contents, "DIST", tmp_path)
    with pytest.raises(StepError):
        archive.make()


KINDS = [
    "zip",
    pytest.param("tar.zst", marks=[needs(ZSTD), pytest.mark.slow]),
    "tar.gz",
]


@pytest.fixture
def verified(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
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
    monkeypatch.setattr(contents, "DIST", tmp_path)
    monkeypatch.setattr(contents, "BUNDLE", folder)
    contents.note(folder).touch()
    return folder


def pack(bundle: Path, kind: str) -> Path:
    archive.make(kind)
    (made,) = bundle.parent.glob("facefinder-*")
    return made


def unpacked(packed: Path, target: Path) -> dict[str, bytes]:
    """Files of an archive, read by somebody else where that is possible."""
    target.mkdir()
    if packed.suffix == ".zst":
        plain = target.with_suffix(".tar")
        tool = shutil.which("zstd") or "zstd"
        subprocess.run([tool, "-q", "-d", packed, "-o", plain], check=True)
        packed = plain
    if packed.suffix == ".zip":
        with zipfile.ZipFile(packed) as opened:
            assert opened.testzip() is None
            opened.extractall(target)  # noqa: S202 - it was made here
            rights = {info.filename: info.external_attr >> 16 for info in opened.infolist()}
    else:
        with tarfile.open(packed) as tar:
            tar.extractall(target, filter="data")
            rights = {entry.name: entry.mode for entry in tar}
    runs = [name for name, mode in rights.items() if mode & 0o100]
    assert runs == ["facefinder/facefinder"], "the program alone is to be started"
    files = [path for path in target.rglob("*") if path.is_file()]
    return {path.relative_to(target).as_posix(): path.read_bytes() for path in files}


@pytest.mark.parametrize("kind", KINDS)
def test_an_archive_holds_the_bundle_and_nothing_of_its_user(
    verified: Path, tmp_path: Path, kind: str
) -> None:
    made = pack(verified, kind)
    assert made.name.endswith(f".{kind}")
    there = {
        f"facefinder/{path.relative_to(verified).as_posix()}": path.read_bytes()
        for path in verified.rglob("*")
        if path.is_file() and path.parent.name != "data"
    }
    assert len(there) == 5
    assert unpacked(made, tmp_path / "unpacked") == there
    sums = (tmp_path / "SHA256SUMS").read_text("ascii")
    assert sums == f"{hashlib.sha256(made.read_bytes()).hexdigest()}  {made.name}\n"


@pytest.mark.parametrize("kind", KINDS)
def test_an_archive_knows_no_time_no_owner_and_no_rights(verified: Path, kind: str) -> None:
    written = []
    for seconds, mode in ((1, 0o700), (2_000_000_000, 0o644)):
        for path in verified.rglob("*"):
            if path.is_file():
                path.chmod(mode)
                os.utime(path, (seconds, seconds))
        written.append(pack(verified, kind).read_bytes())
    assert written[0] == written[1]


@pytest.mark.parametrize("kind", KINDS)
def test_one_archive_takes_the_place_of_the_other(verified: Path, kind: str) -> None:
    (verified.parent / "facefinder-0.0-linux-x86_64.tar.xz").touch()
    assert pack(verified, kind).stat().st_size > 100


@pytest.mark.parametrize("changed", ["_internal/contents.sha256", "facefinder", "facefinder.log"])
def test_a_bundle_that_changed_after_it_was_verified_is_not_packed(
    verified: Path, changed: str
) -> None:
    (verified / changed).write_text("y")
    with pytest.raises(StepError):
        archive.make("zip")


def test_models_alone_may_make_an_archive_large(
    verified: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "MOST_MB", 0.001)
    with pytest.raises(StepError):
        archive.make("zip")
    manifest = verified / "models_cache" / "manifest.json"
    manifest.write_bytes(b"[]" + b" " * 100_000)
    listed = verified / "_internal" / "contents.sha256"
    before, now = hashlib.sha256(b"[]").hexdigest(), hashlib.sha256(manifest.read_bytes())
    listed.write_text(listed.read_text("utf-8").replace(before, now.hexdigest()), "utf-8")
    contents.note(verified).touch()
    archive.make("zip")
