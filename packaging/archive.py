"""``build.py archive``: the bundle as one file, if exactly this bundle was verified."""

import gzip
import hashlib
import platform
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path
from typing import IO

from bundle import BUNDLE, DIST, EPOCH, MIB, files_of
from environment import StepError, say
from verify import note

from facefinder import __version__

SYSTEMS = {"linux": "linux", "win32": "windows", "darwin": "macos"}
RUNS = 0o755
PLAIN = 0o644


def make() -> None:
    """Pack dist/facefinder and write SHA256SUMS beside the archive.

    Entries are sorted and carry no time, owner or rights of this computer, so that equal bundles
    give equal archives.

    Raises:
        StepError: There is no bundle, or not this one was verified.
    """
    if not BUNDLE.is_dir() or not note(BUNDLE).exists():
        say("dist/facefinder was not verified; python build.py verify does that")
        raise StepError(1)
    system = SYSTEMS.get(sys.platform, sys.platform)
    name = f"facefinder-{__version__}-{system}-{platform.machine().lower()}"
    for old in DIST.glob("facefinder-*"):
        old.unlink()
    if sys.platform == "win32":
        archive = _zip(DIST / f"{name}.zip")
    elif shutil.which("zstd"):
        archive = _zstd(DIST / f"{name}.tar.zst")
    else:
        archive = DIST / f"{name}.tar.gz"
        with archive.open("wb") as file, gzip.GzipFile("", "wb", 6, file, int(EPOCH)) as packed:
            _tar(packed)
    with archive.open("rb") as written:
        digest = hashlib.file_digest(written, "sha256").hexdigest()
    (DIST / "SHA256SUMS").write_text(f"{digest}  {archive.name}\n", encoding="ascii", newline="\n")
    say(f"{archive}: {archive.stat().st_size / MIB:.0f} MB, SHA-256 {digest}")


def _zstd(archive: Path) -> Path:
    command: list[str | Path] = ["zstd", "-q", "-f", "-10", "-T0", "-", "-o", archive]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as packer:
        assert packer.stdin is not None  # noqa: S101 - it was asked for
        _tar(packer.stdin)
        packer.stdin.close()
    if packer.returncode:
        raise StepError(packer.returncode)
    return archive


def _tar(target: IO[bytes] | gzip.GzipFile) -> None:
    with tarfile.open(fileobj=target, mode="w|", format=tarfile.PAX_FORMAT) as tar:
        for path in files_of(BUNDLE):
            entry = tarfile.TarInfo(f"facefinder/{path.relative_to(BUNDLE).as_posix()}")
            entry.size, entry.mtime, entry.mode = path.stat().st_size, int(EPOCH), _mode(path)
            with path.open("rb") as file:
                tar.addfile(entry, file)


def _zip(archive: Path) -> Path:
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as packed:
        for path in files_of(BUNDLE):
            entry = zipfile.ZipInfo(f"facefinder/{path.relative_to(BUNDLE).as_posix()}")
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, _mode(path) << 16
            with path.open("rb") as file, packed.open(entry, "w") as target:
                shutil.copyfileobj(file, target, MIB)
    return archive


def _mode(path: Path) -> int:
    return RUNS if path.parent == BUNDLE and path.suffix in ("", ".exe") else PLAIN
