"""`facefinder explain PHOTO`: say why a photo was, or was not, found."""

import argparse

from facefinder.commands.common import keep_private, make_way
from facefinder.commands.settings import explain_settings
from facefinder.errors import ExitCode
from facefinder.output import progress
from facefinder.output.tell import hand_out
from facefinder.search.explain import as_text, explain, write_picture


def run(arguments: argparse.Namespace) -> ExitCode:
    """Explain, and draw the faces where a picture is wanted."""
    keep_private()
    settings = explain_settings(arguments)
    make_way(arguments, settings)
    with progress.teller(quiet=arguments.quiet) as teller:
        explained = explain(settings, teller)
    if arguments.picture is not None and not explained.failed:
        write_picture(explained, arguments.picture, settings)
    hand_out(as_text(explained) + "\n")
    return ExitCode.INCOMPLETE if explained.failed else ExitCode.OK
