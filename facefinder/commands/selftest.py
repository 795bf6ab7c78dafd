"""`facefinder selftest`: check whether everything works on this computer."""

import argparse

from facefinder.commands.settings import data_dir
from facefinder.errors import ExitCode
from facefinder.host import places
from facefinder.output.tell import hand_out, shows_colours
from facefinder.selftest import checks


def run(arguments: argparse.Namespace) -> ExitCode:
    """Check, a line for each finding."""
    models_dir = places.models_dir(arguments.models_dir)
    data_dirs = places.data_dirs(data_dir(arguments))
    return checks.run(models_dir, data_dirs, hand_out, coloured=shows_colours())
