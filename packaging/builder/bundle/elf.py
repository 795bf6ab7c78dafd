"""Libraries and programs of Linux (ELF files): what they want, and whether they can be loaded."""

from pathlib import Path

from elftools.elf.dynamic import DynamicSegment
from elftools.elf.elffile import ELFFile
from elftools.elf.gnuversions import GNUVerNeedSection

C_LIBRARY = {
    "ld-linux-x86-64.so.2",
    "libc.so.6",
    "libdl.so.2",
    "libm.so.6",
    "libmvec.so.1",
    "libpthread.so.0",
    "librt.so.1",
    "libutil.so.1",  # empty since glibc 2.34, and asked for by what was built before
}
ALLOWED = C_LIBRARY | {"libz.so.1"}
"""PyInstaller's bootloader itself wants libz."""


def is_elf(path: Path) -> bool:
    """Whether a file begins as ELF files do."""
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"


def is_loadable(path: Path) -> bool:
    """Whether each segment that is loaded lies on pages in the file as it does in memory."""
    with path.open("rb") as file:
        return all(
            (segment["p_offset"] - segment["p_vaddr"]) % max(segment["p_align"], 1) == 0
            for segment in ELFFile(file).iter_segments("PT_LOAD")
        )


def wanted(folder: Path) -> tuple[set[str], str]:
    """Libraries that are not in the folder, and the highest version of glibc asked for."""
    libraries = [p for p in sorted(folder.rglob("*")) if p.is_file() and is_elf(p)]
    carried = {path.name for path in libraries}
    missing: set[str] = set()
    versions: set[tuple[int, ...]] = {(0,)}
    for path in libraries:
        needed, asked = _needs_of(path)
        # The program itself is started before anything could tell where its libraries are.
        missing |= needed if path.parent == folder else needed - carried
        versions |= asked
    return missing, ".".join(map(str, max(versions)))


def _needs_of(path: Path) -> tuple[set[str], set[tuple[int, ...]]]:
    """Names of the libraries that one wants, and the versions of glibc."""
    with path.open("rb") as file:
        elf = ELFFile(file)
        names = {
            str(tag.needed)  # type: ignore[attr-defined]  # its name depends on the tag
            for segment in elf.iter_segments("PT_DYNAMIC")
            if isinstance(segment, DynamicSegment)
            for tag in segment.iter_tags("DT_NEEDED")
        }
        asked = {
            str(version.name)
            for section in elf.iter_sections("SHT_GNU_verneed")
            if isinstance(section, GNUVerNeedSection)
            for _, versions in section.iter_versions()
            for version in versions
        }
    numbers = {name.removeprefix("GLIBC_") for name in asked if name.startswith("GLIBC_")}
    plain = {number for number in numbers if number.replace(".", "").isdecimal()}
    return names, {tuple(map(int, number.split("."))) for number in plain}
