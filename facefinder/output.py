"""Results to standard output and files, and the closing words to standard error."""

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from facefinder import deliver_tables, document
from facefinder.host.files import write_text
from facefinder.host.text import printable
from facefinder.names.write import Sidecars
from facefinder.records.people import Match, Verdict
from facefinder.records.photos import Failed
from facefinder.search.people import Result
from facefinder.settings import Settings

SKIPPED_SHOWN = 10
"""Unreadable photos named on the screen; --json has them all."""


def write_results(result: Result, settings: Settings) -> None:
    """Write what was found where the user wants it.

    Args:
        result: Of the run.
        settings: Says which files; "-" takes the place of the lines on standard output.

    Raises:
        OutputError: A file cannot be written.
    """
    if settings.csv is not None:
        for_file = settings.csv != "-"
        write(deliver_tables.to_csv(result.matches, for_file=for_file), settings.csv)
    if settings.json is not None:
        write(document.to_json(result), settings.json)
    if "-" not in (settings.csv, settings.json):
        write("".join(map(_line, result.matches)), "-")


def write(text: str, destination: str) -> None:
    """Write to a file, or to the standard output ("-").

    Raises:
        OutputError: It cannot be written.
    """
    if destination == "-":
        # Bytes: the same UTF-8 and line ends on every system, whatever the console's code page.
        sys.stdout.buffer.write(text.encode("utf-8", "surrogateescape"))
        sys.stdout.buffer.flush()
    else:
        write_text(text, Path(destination))


def _line(match: Match) -> str:
    fields = (match.person, match.verdict, f"{match.distance:.4f}", str(match.photo))
    return "\t".join(map(printable, fields)) + "\n"


def tell_summary(result: Result, settings: Settings) -> None:
    """Say how the run went, in a few lines, on standard error."""
    lines = [*_people_lines(result), *_copy_lines(result, settings), *skipped_lines(result.skipped)]
    summary = result.summary
    lines.append(
        f"{summary.photos} photos ({summary.scanned} read now, {summary.from_index} known "
        f"from before), {summary.faces} faces, {summary.seconds:.1f} seconds"
    )
    print("\n".join(map(printable, lines)), file=sys.stderr, flush=True)


def _people_lines(result: Result) -> list[str]:
    counts = Counter((match.person, match.verdict) for match in result.matches)
    lines = []
    for person in result.people:
        sure, check = (counts[person.name, verdict] for verdict in (Verdict.SURE, Verdict.CHECK))
        found = f"{sure} sure, {check} to check" if sure or check else "not found"
        lines.append(f"{person.name}: {found}")
    return lines


def _copy_lines(result: Result, settings: Settings) -> list[str]:
    if result.copies is None:
        return []
    report = result.copies
    new = sum(copied.new for copied in report.copied)
    line = f"Copies are in {settings.copy_to}: {new} new"
    if len(report.copied) > new:
        line += f"; {len(report.copied) - new} left out, the same picture is there already"
    lines = [line]
    lines += [f"{failed.photo}: {failed.reason}" for failed in report.failed[:SKIPPED_SHOWN]]
    if len(report.failed) > SKIPPED_SHOWN:
        lines.append(f"… and {len(report.failed) - SKIPPED_SHOWN} more that were not copied")
    return lines


def tell_names(done: Sequence[Sidecars]) -> None:
    """Say what became of the names in XMP files, on standard error."""
    written = sum(len(names.written) for names in done)
    unchanged = sum(len(names.unchanged) for names in done)
    failed = [failure for names in done for failure in names.failed]
    line = f"Names were written into {written} XMP files"
    if unchanged:
        line += f"; {unchanged} had them already"
    lines = [line]
    lines += [f"{failure.photo}: {failure.reason}" for failure in failed[:SKIPPED_SHOWN]]
    if len(failed) > SKIPPED_SHOWN:
        lines.append(f"… and {len(failed) - SKIPPED_SHOWN} more that got no names")
    print("\n".join(map(printable, lines)), file=sys.stderr, flush=True)


def skipped_lines(skipped: Sequence[Failed]) -> list[str]:
    """Some of the photos that could not be read, for people."""
    lines = [f"Not read: {failed.photo}: {failed.reason}" for failed in skipped[:SKIPPED_SHOWN]]
    if len(skipped) > SKIPPED_SHOWN:
        lines.append(f"… and {len(skipped) - SKIPPED_SHOWN} more; --json FILE lists them all")
    return lines
