"""What the libraries of a bundle want from the computer, as binutils' ``readelf`` tells."""

import re
import shutil
import subprocess
from pathlib import Path

C_LIBRARY = {
    "ld-linux-x86-64.so.2",
    "libc.so.6",
    "libdl.so.2",
    "libm.so.6",
    "libmvec.so.1",
    "libpthread.so.0",
    "librt.so.1",
}
ALLOWED = C_LIBRARY | {"libz.so.1"}
"""PyInstaller's bootloader itself wants libz."""


def wanted(folder: Path) -> tuple[set[str], str]:
    """Libraries that are not in the folder, and the highest version of glibc asked for."""
    libraries = [p for p in sorted(folder.rglob("*")) if p.is_file() and _is_elf(p)]
    tool = shutil.which("readelf") or "readelf"
    carried = {path.name for path in libraries}
    missing: set[str] = set()
    versions: set[tuple[int, ...]] = {(0,)}
    for path in libraries:
        told = subprocess.run(
            [tool, "-dVW", path], capture_output=True, text=True, check=True
        ).stdout
        needed = set(re.findall(r"\(NEEDED\).*\[(.+?)\]", told))
        # The program itself is started before anything could tell where its libraries are.
        missing |= needed if path.parent == folder else needed - carried
        found = re.findall(r"Name: GLIBC_([\d.]+)", told)
        versions |= {tuple(map(int, version.split("."))) for version in found}
    return missing, ".".join(map(str, max(versions)))


def _is_elf(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"
