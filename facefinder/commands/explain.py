"""`facefinder explain PHOTO`: say why a photo was, or was not, found."""

import argparse

from facefinder.commands.common import HandOver, keep_private, make_way, require_places
from facefinder.commands.settings import explain_settings
from facefinder.errors import ExitCode
from facefinder.output import progress
from facefinder.output.explanation import (
    OTHER_PHOTOS,
    as_text,
    is_in_doubt,
    require_replaceable,
    to_draw,
    write_picture,
)
from facefinder.output.tell import hand_out, tell
from facefinder.records.photos import PAGE, Failed
from facefinder.search.explain import explain
from facefinder.search.kept import saying_what_is_kept


def run(arguments: argparse.Namespace) -> ExitCode:
    """Explain, and draw the faces where a picture is wanted."""
    keep_private()
    settings = explain_settings(arguments)
    require_places(settings.outputs, arguments.index, arguments.picture)
    if arguments.picture is not None:
        require_replaceable(arguments.picture, arguments.photo)
    make_way(arguments, settings.index)
    with progress.teller(quiet=arguments.quiet) as teller:
        pictures = explain(settings, teller)
    failed = any(isinstance(one.outcome, Failed) for one in pictures)
    hand_over, target, most = HandOver(), arguments.picture, settings.work.limits.pixels
    drawn = to_draw(pictures)
    with saying_what_is_kept(lambda: settings.keeps):
        if target is not None and drawn is not None:
            hand_over.attempt(lambda: write_picture(drawn, target, most))
            if len(pictures) > 1:
                tell(f"{target} shows {drawn.outcome.photo.place or f'{PAGE}1'} of the file.")
        hand_over.attempt(lambda: hand_out(as_text(pictures)))
        hand_over.finish()
    if not arguments.quiet and len(settings.inputs) == 1 and is_in_doubt(pictures):
        tell(OTHER_PHOTOS)
    return ExitCode.INCOMPLETE if failed else ExitCode.OK
