"""`facefinder explain PHOTO`: say why a photo was, or was not, found."""

import argparse

from facefinder.commands.common import HandOver, keep_private, make_way, require_places
from facefinder.commands.settings import explain_settings
from facefinder.errors import ExitCode
from facefinder.output import progress
from facefinder.output.explanation import as_text, require_replaceable, write_picture
from facefinder.output.tell import hand_out
from facefinder.records.photos import Failed
from facefinder.search.explain import explain
from facefinder.search.kept import saying_what_is_kept


def run(arguments: argparse.Namespace) -> ExitCode:
    """Explain, and draw the faces where a picture is wanted."""
    keep_private()
    settings = explain_settings(arguments)
    require_places(settings.outputs, settings.index, arguments.picture)
    if arguments.picture is not None:
        require_replaceable(arguments.picture, arguments.photo)
    make_way(arguments, settings.index)
    with progress.teller(quiet=arguments.quiet) as teller:
        explained = explain(settings, teller)
    failed = isinstance(explained.outcome, Failed)
    hand_over, picture, most = HandOver(), arguments.picture, settings.work.limits.pixels
    with saying_what_is_kept(lambda: settings.keeps):
        if picture is not None and not failed:
            hand_over.attempt(lambda: write_picture(explained, picture, most))
        hand_over.attempt(lambda: hand_out(as_text(explained)))
        hand_over.finish()
    return ExitCode.INCOMPLETE if failed else ExitCode.OK
