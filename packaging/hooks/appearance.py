"""What Windows shows of the program: its icon, its name and version, and how it wants to be run."""

from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

SIZES = (16, 24, 32, 48, 64, 128, 256)
"""Pixels; Windows takes another size in each place."""
FINE = 4
"""So many times larger it is drawn, for smooth edges."""
DARK, GLASS, SKIN = "#1f3a5f", "#e8f1fb", "#f2b88a"


def write_icon(target: Path) -> Path:
    """Draw the icon: a face under a magnifying glass."""
    side = SIZES[-1] * FINE
    image = Image.new("RGBA", (side, side))
    pen = ImageDraw.Draw(image)

    def square(left: float, top: float, right: float, bottom: float) -> list[float]:
        return [side * share for share in (left, top, right, bottom)]

    pen.line(square(0.62, 0.62, 0.92, 0.92), fill=DARK, width=round(side * 0.13))
    pen.ellipse(square(0.05, 0.05, 0.75, 0.75), fill=DARK)
    pen.ellipse(square(0.12, 0.12, 0.68, 0.68), fill=GLASS)
    pen.ellipse(square(0.24, 0.20, 0.56, 0.60), fill=SKIN)
    for left in (0.32, 0.43):
        pen.ellipse(square(left, 0.35, left + 0.05, 0.40), fill=DARK)
    pen.arc(square(0.31, 0.38, 0.49, 0.53), 20, 160, fill=DARK, width=round(side * 0.02))
    image = image.resize((SIZES[-1], SIZES[-1]), Image.Resampling.LANCZOS)
    target.parent.mkdir(parents=True, exist_ok=True)
    image.save(target, sizes=[(size, size) for size in SIZES])
    return target


def version_of(text: str) -> Any:  # noqa: ANN401 - PyInstaller names no type
    """What "Properties, Details" shows."""
    from PyInstaller.utils.win32 import versioninfo  # noqa: PLC0415 - for Windows alone

    numbers = (*(int(part) for part in text.split(".")[:3]), 0)
    words = {
        "CompanyName": "facefinder",
        "FileDescription": "Finds photos of particular people, without internet",
        "FileVersion": text,
        "InternalName": "facefinder",
        "LegalCopyright": "MIT licence; see LICENSES",
        "OriginalFilename": "facefinder.exe",
        "ProductName": "facefinder",
        "ProductVersion": text,
    }
    english, unicode = 0x0409, 1200
    strings = [versioninfo.StringStruct(name, value) for name, value in words.items()]
    table = versioninfo.StringTable(f"{english:04x}{unicode:04x}", strings)
    return versioninfo.VSVersionInfo(
        ffi=versioninfo.FixedFileInfo(filevers=numbers, prodvers=numbers),
        kids=[
            versioninfo.StringFileInfo([table]),
            versioninfo.VarFileInfo([versioninfo.VarStruct("Translation", [english, unicode])]),
        ],
    )
