"""Results to standard output and files, and the closing words to standard error."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from facefinder.host.files import remove_leftovers, write_parts
from facefinder.host.text import counted, printable
from facefinder.language.say import _
from facefinder.names.write import Sidecars
from facefinder.output import document, tables
from facefinder.output.tell import hand_out, tell
from facefinder.records.people import Match, Verdict
from facefinder.records.photos import Failed
from facefinder.search.left_out import in_words
from facefinder.search.pace import counted_in, lasting
from facefinder.search.people import Result
from facefinder.settings import STANDARD_OUTPUT, Outputs

PEOPLE_SHOWN = 50
"""People with a line of their own; of more, only some of those who were found have one."""
SHOWN = 10
"""Photos named on the screen of those with which something went wrong."""


def files(result: Result, outputs: Outputs) -> list[Callable[[], None]]:
    """What writes the files that the user named with --csv and --json, each by itself.

    Each raises OutputError where its file cannot be written.
    """
    return [
        lambda: write_file(outputs.csv, lambda: _table(result, for_file=True)),
        lambda: write_file(outputs.json, lambda: document.to_json(result)),
    ]


def write_file(name: str | None, parts: Callable[[], Iterable[str]]) -> None:
    """Write a file that the user named; nothing if there is no name, or it is no file's.

    Raises:
        OutputError: It cannot be written.
    """
    if name is not None and name != STANDARD_OUTPUT:
        remove_leftovers(Path(name).parent)
        write_parts(parts(), Path(name))


def hand_out_result(result: Result, outputs: Outputs) -> None:
    """Write what was found to standard output: a line for each match, or what was asked for.

    Raises:
        OutputError: It cannot be written.
    """
    if outputs.csv == STANDARD_OUTPUT:
        parts = _table(result, for_file=False)
    elif outputs.json == STANDARD_OUTPUT:
        parts = document.to_json(result)
    elif outputs.print0:
        files = dict.fromkeys(str(match.photo) for match in result.matches)
        parts = (f"{file}\0" for file in files)
    else:
        parts = _lines(result.matches)
    for part in parts:
        hand_out(part)


def _table(result: Result, *, for_file: bool) -> Iterator[str]:
    """The matches, and under them what was not read and not looked at."""
    notes = [
        tables.Note("not read", failed.reason, str(failed.photo), failed.photo.root)
        for failed in result.searched.skipped
    ]
    notes += [
        tables.Note("not looked at", in_words({what: count}))
        for what, count in result.not_looked_at.items()
    ]
    return tables.to_csv(result.matches, notes, for_file=for_file)


def _lines(matches: Sequence[Match]) -> Iterator[str]:
    for start in range(0, len(matches), tables.ROWS):
        yield "".join(map(_line, matches[start : start + tables.ROWS]))


def _line(match: Match) -> str:
    fields = [match.person, match.verdict, f"{match.distance:.4f}", str(match.photo)]
    if match.place:
        fields.append(match.place)
    return "\t".join(map(printable, fields)) + "\n"


def tell_summary(result: Result, outputs: Outputs, *, quiet: bool) -> None:
    """Say how the run went, in a few lines; if quiet, only what failed."""
    if not quiet:
        _tell_people(result)
        _tell_together(result)
        _tell_sample(result)
    _tell_copies(result, outputs, quiet=quiet)
    tell_skipped(result.searched.skipped)
    if not quiet:
        faces, seconds = counted(result.faces, "face"), f"{result.seconds:.1f} seconds"
        tell(f"{result.searched.in_words()}, {faces}, {seconds}")


def _tell_people(result: Result) -> None:
    counts = Counter((match.person, match.verdict) for match in result.matches)
    looked_for = set(result.gallery.people)
    told = result.people
    if len(told) > PEOPLE_SHOWN:
        sure, check = (
            sum(count for (_name, kind), count in counts.items() if kind is verdict)
            for verdict in (Verdict.SURE, Verdict.CHECK)
        )
        names = {name for name, _verdict in counts}
        people = _("{n} of {all} people found", n=len(names), all=len(told))
        tell(_of(people, _sure_and_check(sure, check)))
        told = tuple(person for person in told if person.name in names)[:PEOPLE_SHOWN]
    for person in told:
        sure, check = (counts[person.name, verdict] for verdict in (Verdict.SURE, Verdict.CHECK))
        found = _("not found")
        if person.name not in looked_for:
            found = _("not looked for")
        elif sure or check:
            found = _sure_and_check(sure, check)
        tell(_of(person.name, found))


def _tell_together(result: Result) -> None:
    if result.together:
        sure = sum(1 for _one in _sure(result.together))
        told = _sure_and_check(sure, len(result.together) - sure)
        tell(_of(result.together[0].person, told))


def _tell_sample(result: Result) -> None:
    sample = result.sample
    if sample is None:
        return
    takes = "" if sample.seconds is None else f"; all would take about {lasting(sample.seconds)}"
    tell(f"This was a sample: {sample.photos:,} of {counted_in(sample.of)}{takes}")
    files = {(match.person, replace(match.photo, inside="")) for match in _sure(result.matches)}
    counts = Counter(dict.fromkeys(result.gallery.people, 0))
    counts.update(person for person, _file in files)
    for person, found in counts.most_common(PEOPLE_SHOWN):
        about, least, most = sample.about(found)
        tell(f"{person}: in all about {about:,} sure ones, most likely {least:,} to {most:,}")


def _sure(matches: Iterable[Match]) -> Iterator[Match]:
    return (match for match in matches if match.verdict is Verdict.SURE)


def _of(whom: str, told: str) -> str:
    return _("{whom}: {told}", whom=whom, told=told)


def _sure_and_check(sure: int, check: int) -> str:
    return _("{sure} sure, {check} to check", sure=sure, check=check)


def _tell_copies(result: Result, outputs: Outputs, *, quiet: bool) -> None:
    copies = result.copies
    if copies is None:
        return
    new = sum(copied.new for copied in copies.copied)
    line = _("Copies are in {folder}: {n} new", folder=outputs.copy_to, n=new)
    if len(copies.copied) > new:
        there = len(copies.copied) - new
        line += "; " + _("{n} left out, the same picture is there already", n=there)
    if result.smaller:
        line += "; " + _("{n} left out, a larger version is there", n=result.smaller)
    if not quiet:
        tell(line)
    _tell_some(_failures(copies.failed), lambda more: f"… and {more} more that were not copied")


def tell_faces(
    written: Sequence[Path], failed: Sequence[Failed], folder: Path, *, quiet: bool
) -> None:
    """Say what became of the faces that were to be files; if quiet, only what failed."""
    if not quiet:
        tell(f"Faces are in {folder}: {len(written):,} new")
    _tell_some(_failures(failed), lambda more: f"… and {more} more whose faces were not cut out")


def tell_names(done: Sequence[Sidecars], *, quiet: bool) -> None:
    """Say what became of the names in XMP files; if quiet, only what failed."""
    written = sum(len(names.written) for names in done)
    unchanged = sum(len(names.unchanged) for names in done)
    line = f"Names were written into {counted(written, 'XMP file')}"
    if not quiet:
        tell(f"{line}; {unchanged} had them already" if unchanged else line)
    failed = [failure for names in done for failure in names.failed]
    _tell_some(_failures(failed), lambda more: f"… and {more} more that got no names")


def tell_skipped(skipped: Sequence[Failed]) -> None:
    """Say which photos could not be read; not all, if there are many."""
    lines = [f"Not read: {failed.photo}: {failed.reason}" for failed in skipped]
    _tell_some(
        lines, lambda more: f"… and {more} more that were not read; --json FILE lists them all"
    )
    for root in sorted({failed.photo.root for failed in skipped}):
        if not Path(root).exists():
            tell(f"'{root}' is gone. Connect its drive again, and run the same command once more.")


def _failures(failed: Sequence[Failed]) -> list[str]:
    return [f"{failure.photo}: {failure.reason}" for failure in failed]


def _tell_some(lines: Sequence[str], rest: Callable[[int], str]) -> None:
    for line in lines[:SHOWN]:
        tell(line)
    if len(lines) > SHOWN:
        tell(rest(len(lines) - SHOWN))
