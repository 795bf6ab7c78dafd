"""The rows of the table, as text and as JSON."""

import json
import os
import platform
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table.

    Attributes:
        what: What was measured.
        wanted: What it should be, in words; "-" = nothing is asked.
        result: What came out, with its unit; or why nothing did.
        values: The single measurements; the result is their median where it is a time or a ratio.
        detail: Seconds behind a ratio, and the like.
    """

    what: str
    wanted: str
    result: str
    values: tuple[float, ...] = ()
    detail: str = ""


def machine() -> str:
    """Processor, cores, system and date, for beside the figures."""
    cores = os.cpu_count() or 1
    name = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.is_file():
        lines = cpuinfo.read_text(encoding="utf-8", errors="replace").splitlines()
        names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
        name = names[0] if names else name
    date = time.strftime("%Y-%m-%d")
    return f"{name}, {cores} cores, {platform.system()}, Python {platform.python_version()}, {date}"


def as_text(rows: Sequence[Row]) -> str:
    """A Markdown table."""
    lines = ["| What | Wanted | Measured | How |", "|---|---|---|---|"]
    lines += [f"| {row.what} | {row.wanted} | {row.result} | {row.detail} |" for row in rows]
    return "\n".join([f"On {machine()}:", "", *lines])


def write_json(rows: Sequence[Row], path: Path) -> None:
    """Everything, the single measurements included."""
    document = {"machine": machine(), "rows": [asdict(row) for row in rows]}
    path.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
