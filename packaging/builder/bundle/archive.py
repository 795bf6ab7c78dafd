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

from builder.bundle import contents
from builder.bundle.contents import MIB, files_of
from builder.bundle.make import EPOCH
from builder.environment import StepError, ends_with_code, say
from facefinder import __version__

SYSTEMS = {"linux": "linux", "win32": "windows", "darwin": "macos"}
MOST_MB = {"linux": 330, "win32": 420}.get(sys.platform, sys.maxsize)
"""Largest archive (on Windows TensorFlow itself is larger), model files not counted: they are as
large in it as they are outside."""
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
    bundle, target = contents.BUNDLE, contents.DIST
    if not bundle.is_dir() or not contents.note(bundle).exists():
        say("dist/facefinder was not verified; python build.py verify does that")
        raise StepError(1)
    try:
        contents.check_intact(bundle)
    except contents.ChangedError as error:
        say(f"dist/facefinder has changed since it was verified: {error}")
        raise StepError(1) from error
    kind = kind or _usual_kind()
    system = SYSTEMS.get(sys.platform, sys.platform)
    for old in target.glob("facefinder-*"):
        old.unlink()
    # TensorFlow is there for one kind of Windows, which needs no name.
    where = system if system == "windows" else f"{system}-{platform.machine().lower()}"
    archive = target / f"facefinder-{__version__}-{where}.{kind}"
    KINDS[kind](bundle, archive)
    with archive.open("rb") as written:
        digest = hashlib.file_digest(written, "sha256").hexdigest()
    (target / "SHA256SUMS").write_text(
        f"{digest}  {archive.name}\n", encoding="ascii", newline="\n"
    )
    size = archive.stat().st_size
    models = sum(path.stat().st_size for path in (bundle / "models_cache").iterdir())
    say(f"{archive}: {size / MIB:.0f} MB, SHA-256 {digest}")
    if size - models > MOST_MB * MIB:
        say(f"that is too large: {MOST_MB} MB and the models, {models / MIB:.0f} MB, are the most")
        raise StepError(1)


def _usual_kind() -> str:
    if sys.platform == "win32":
        return "zip"
    return "tar.zst" if shutil.which("zstd") else "tar.gz"


def _zstd(bundle: Path, archive: Path) -> None:
    command: list[str | Path] = ["zstd", "-q", "-f", "-10", "-T0", "-", "-o", archive]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as packer:
        assert packer.stdin is not None  # noqa: S101 - it was asked for
        _tar(bundle, packer.stdin)
        packer.stdin.close()
    if packer.returncode:
        raise StepError(packer.returncode)


def _gzip(bundle: Path, archive: Path) -> None:
    with archive.open("wb") as file, gzip.GzipFile("", "wb", 6, file, int(EPOCH)) as packed:
        _tar(bundle, packed)


def _tar(bundle: Path, target: IO[bytes] | gzip.GzipFile) -> None:
    with tarfile.open(fileobj=target, mode="w|", format=tarfile.PAX_FORMAT) as tar:
        for path in files_of(bundle):
            entry = tarfile.TarInfo(f"facefinder/{path.relative_to(bundle).as_posix()}")
            entry.size, entry.mtime, entry.mode = (
                path.stat().st_size,
                int(EPOCH),
                _mode(bundle, path),
            )
            with path.open("rb") as file:
                tar.addfile(entry, file)


def _zip(bundle: Path, archive: Path) -> None:
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as packed:
        for path in files_of(bundle):
            entry = zipfile.ZipInfo(f"facefinder/{path.relative_to(bundle).as_posix()}")
            entry.compress_type, entry.external_attr = (
                zipfile.ZIP_DEFLATED,
                _mode(bundle, path) << 16,
            )
            with path.open("rb") as file, packed.open(entry, "w") as target:
                shutil.copyfileobj(file, target, MIB)


def _mode(bundle: Path, path: Path) -> int:
    return RUNS if path.parent == bundle and path.suffix in ("", ".exe") else PLAIN


KINDS: dict[str, Callable[[Path, Path], None]] = {"zip": _zip, "tar.zst": _zstd, "tar.gz": _gzip}
"""File name's end -> how such an archive is made."""


if __name__ == "__main__":
    sys.exit(ends_with_code(lambda: make(*sys.argv[1:])))
