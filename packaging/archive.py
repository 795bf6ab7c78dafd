"""``build.py archive``: the bundle as one file, if exactly this bundle was verified."""

import gzip
import hashlib
import platform
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import IO

from bundle import BUNDLE, DIST, EPOCH, MIB, files_of
from environment import StepError, say
from proof import FailedProofError
from verify import note
from verify_files import intact

from facefinder import __version__

SYSTEMS = {"linux": "linux", "win32": "windows", "darwin": "macos"}
MOST_MB = 330
"""Of an archive on Linux (elsewhere TensorFlow itself is larger), its model files not counted:
they are as large in it as they are outside."""
RUNS = 0o755
PLAIN = 0o644


def make(kind: str | None = None) -> None:
    """Pack dist/facefinder and write SHA256SUMS beside the archive.

    Entries are sorted and carry no time, owner or rights of this computer, so that equal bundles
    give equal archives.

    Args:
        kind: One of `KINDS`; by default what people on this system can unpack.

    Raises:
        StepError: There is no bundle, or not this one was verified, or packing failed,
            or the archive is too large.
    """
    if not BUNDLE.is_dir() or not note(BUNDLE).exists():
        say("dist/facefinder was not verified; python build.py verify does that")
        raise StepError(1)
    try:
        intact(BUNDLE)
    except (FailedProofError, OSError, ValueError, KeyError) as error:
        say(f"dist/facefinder has changed since it was verified: {error}")
        raise StepError(1) from error
    kind = kind or _usual_kind()
    system = SYSTEMS.get(sys.platform, sys.platform)
    for old in DIST.glob("facefinder-*"):
        old.unlink()
    archive = DIST / f"facefinder-{__version__}-{system}-{platform.machine().lower()}.{kind}"
    KINDS[kind](archive)
    with archive.open("rb") as written:
        digest = hashlib.file_digest(written, "sha256").hexdigest()
    (DIST / "SHA256SUMS").write_text(f"{digest}  {archive.name}\n", encoding="ascii", newline="\n")
    size = archive.stat().st_size
    models = sum(path.stat().st_size for path in (BUNDLE / "models_cache").iterdir())
    say(f"{archive}: {size / MIB:.0f} MB, SHA-256 {digest}")
    if sys.platform == "linux" and size - models > MOST_MB * MIB:
        say(f"that is too large: {MOST_MB} MB and the models, {models / MIB:.0f} MB, are the most")
        raise StepError(1)


def _usual_kind() -> str:
    if sys.platform == "win32":
        return "zip"
    return "tar.zst" if shutil.which("zstd") else "tar.gz"


def _zstd(archive: Path) -> None:
    command: list[str | Path] = ["zstd", "-q", "-f", "-10", "-T0", "-", "-o", archive]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as packer:
        assert packer.stdin is not None  # noqa: S101 - it was asked for
        _tar(packer.stdin)
        packer.stdin.close()
    if packer.returncode:
        raise StepError(packer.returncode)


def _gzip(archive: Path) -> None:
    with archive.open("wb") as file, gzip.GzipFile("", "wb", 6, file, int(EPOCH)) as packed:
        _tar(packed)


def _tar(target: IO[bytes] | gzip.GzipFile) -> None:
    with tarfile.open(fileobj=target, mode="w|", format=tarfile.PAX_FORMAT) as tar:
        for path in files_of(BUNDLE):
            entry = tarfile.TarInfo(f"facefinder/{path.relative_to(BUNDLE).as_posix()}")
            entry.size, entry.mtime, entry.mode = path.stat().st_size, int(EPOCH), _mode(path)
            with path.open("rb") as file:
                tar.addfile(entry, file)


def _zip(archive: Path) -> None:
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as packed:
        for path in files_of(BUNDLE):
            entry = zipfile.ZipInfo(f"facefinder/{path.relative_to(BUNDLE).as_posix()}")
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, _mode(path) << 16
            with path.open("rb") as file, packed.open(entry, "w") as target:
                shutil.copyfileobj(file, target, MIB)


def _mode(path: Path) -> int:
    return RUNS if path.parent == BUNDLE and path.suffix in ("", ".exe") else PLAIN


KINDS: dict[str, Callable[[Path], None]] = {"zip": _zip, "tar.zst": _zstd, "tar.gz": _gzip}
"""File name's end -> how such an archive is made."""
