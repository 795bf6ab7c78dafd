"""Results to standard output and files, and the closing words to standard error."""

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from facefinder.host.files import write_text
from facefinder.host.text import printable
from facefinder.names.write import Sidecars
from facefinder.output import document, tables, tell
from facefinder.records.people import Match, Verdict
from facefinder.records.photos import Failed
from facefinder.search.people import Result
from facefinder.settings import Settings

SKIPPED_SHOWN = 10
"""Unreadable photos named on the screen; --json has them all."""


def write_files(result: Result, settings: Settings) -> None:
    """Write the files that the user named with --csv and --json.

    Raises:
        OutputError: A file cannot be written.
    """
    if settings.csv not in (None, "-"):
        write_text(tables.to_csv(result.matches, for_file=True), Path(settings.csv))
    if settings.json not in (None, "-"):
        write_text(document.to_json(result), Path(settings.json))


def hand_out(result: Result, settings: Settings) -> None:
    """Write what was found to standard output: a line for each match, or what was asked for.

    Raises:
        OutputError: It cannot be written.
    """
    if settings.csv == "-":
        tell.hand_out(tables.to_csv(result.matches, for_file=False))
    elif settings.json == "-":
        tell.hand_out(document.to_json(result))
    else:
        tell.hand_out("".join(map(_line, result.matches)))


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
