"""`facefinder selftest`: check whether everything works on this computer."""

import argparse

from facefinder.commands.settings import data_dir
from facefinder.errors import ExitCode
from facefinder.host import places
from facefinder.selftest import checks


def run(arguments: argparse.Namespace) -> ExitCode:
    """Check, a line for each finding."""
    folders = places.data_dirs(data_dir(arguments))
    return checks.run(places.models_dir(arguments.models_dir), folders)
