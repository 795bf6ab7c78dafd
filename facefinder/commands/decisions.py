"""`facefinder decisions`: what was decided about whom, and how to have it forgotten."""

import argparse
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from facefinder.commands.common import teller
from facefinder.commands.settings import index_of_earlier
from facefinder.errors import ExitCode, UsageError
from facefinder.host.text import counted, printable
from facefinder.index import decisions
from facefinder.index.file import transaction
from facefinder.output.tell import hand_out
from facefinder.records.names import name_key, one_spelling


def run(arguments: argparse.Namespace) -> ExitCode:
    """List what was decided, or forget it."""
    index = index_of_earlier(arguments)
    if arguments.unlearn or arguments.forget:
        change(index, arguments.unlearn, arguments.forget, teller(arguments))
    else:
        hand_out(describe(index) + "\n")
    return ExitCode.OK


def describe(index: Path) -> str:
    """A line for each person: name, confirmed, rejected, of the confirmed used as references.

    Raises:
        UsageError: There is no index.
        IndexFileError: It is damaged, or in use.
    """
    with decisions.opened(index) as connection:
        stored = decisions.load(connection)
    shown = one_spelling(Counter(one.person for one in stored))
    counts = Counter((shown[one.person], one.yes) for one in stored)
    learned = Counter(shown[one.person] for one in stored if one.learned)
    lines = [
        f"{printable(person)}\t{counts[person, True]} confirmed\t{counts[person, False]} rejected"
        f"\t{learned[person]} used as references"
        for person in dict.fromkeys(shown[one.person] for one in stored)
    ]
    return "\n".join(lines) or "Nothing was decided yet."


def change(
    index: Path, unlearned: Sequence[str], forgotten: Sequence[str], say: Callable[[str], None]
) -> None:
    """Forget decisions about people, or only that their confirmed faces are references.

    Raises:
        UsageError: There is no index, or nothing was decided about one of the people.
        IndexFileError: It is damaged, or in use.
        OutputError: It cannot be written.
    """
    with decisions.opened(index) as connection:
        known = {name_key(one.person) for one in decisions.load(connection)}
        for person in (*unlearned, *forgotten):
            if name_key(person) not in known:
                raise UsageError(
                    f"Nothing was decided about '{person}'.",
                    "`facefinder decisions` lists the people.",
                )
        with transaction(connection):
            removed = decisions.unlearn(connection, unlearned)
            dropped = decisions.forget(connection, forgotten)
    if unlearned:
        say(f"No longer references: {counted(removed, 'face')}.")
    if forgotten:
        say(f"Forgotten: {counted(dropped, 'decision')}.")
