"""`facefinder purge`: show what the program keeps about photos and people, and delete it."""

import argparse
import sys

from facefinder.commands.common import teller
from facefinder.commands.settings import data_dir
from facefinder.commands.traces import purge
from facefinder.errors import ExitCode, UsageError
from facefinder.host.places import data_dirs, stray_logs
from facefinder.output.ask import agrees
from facefinder.output.tell import tell


def run(arguments: argparse.Namespace) -> ExitCode:
    """Show everything the program keeps, ask, and delete it."""

    def agreed() -> bool:
        try:
            return arguments.yes or agrees("Delete these files?", default=False)
        except EOFError:
            if sys.stdin.isatty():  # Ctrl-D: somebody was asked, and does not want it
                return False
            raise UsageError(
                "Nothing was deleted, for nobody answered.",
                "`facefinder purge --yes` deletes without asking.",
            ) from None

    # Nobody is asked what was not shown to.
    say = teller(arguments) if arguments.yes else tell
    return purge(data_dirs(data_dir(arguments)), stray_logs(), say, agreed)
