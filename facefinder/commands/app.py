"""`facefinder app`: the program as a page in the browser, served to this computer alone."""

import argparse
from contextlib import ExitStack, closing
from pathlib import Path

from facefinder.app.chosen_language import remember, remembered
from facefinder.app.conversation import Conversation
from facefinder.app.door import Door
from facefinder.app.ground import Ground
from facefinder.app.lasting import Lasting
from facefinder.app.server import Server
from facefinder.app.web import Web
from facefinder.commands.common import keep_private, make_way
from facefinder.commands.settings import app_settings, data_dir, needed_index, results_folder
from facefinder.commands.traces import Traces, find_traces, remove_notes
from facefinder.errors import ExitCode
from facefinder.host import desktop, places
from facefinder.host.files import require_place
from facefinder.host.interrupts import interrupts_held
from facefinder.host.offline import no_network
from facefinder.language.say import _, ngettext, speak
from facefinder.output.tell import tell
from facefinder.settings import require_there


def run(arguments: argparse.Namespace) -> ExitCode:
    """Serve the page until it is closed; nothing but its one socket is opened."""
    keep_private()
    speak()
    target = (arguments.copy_to or results_folder()).absolute()
    require_place(target, target)
    for path in arguments.input:
        require_there(path)
    index = needed_index(arguments)  # now, and not after three questions
    make_way(arguments, index)
    ground = _ground(arguments, target, index)
    conversation = Conversation(ground, desktop.show_folder, Lasting())
    with ExitStack() as at_the_end, Server() as server:
        at_the_end.callback(_say_the_end, conversation)
        at_the_end.callback(remove_notes, places.data_dirs(data_dir(arguments)))
        door = Door(server.port)
        server.set_app(Web(conversation, door))
        # Raised into a request, an interrupt may meet a line that ignores exceptions; and what is
        # decided is kept at the end, whatever ends it.
        with no_network(), interrupts_held() as stop, closing(conversation):
            _show(door, browser=not arguments.no_browser)
            server.serve_while(lambda: conversation.is_wanted() and not stop.came)
            if stop.came:  # with -p 0 nothing interrupts an engine that is loaded
                tell(_("Ending … (what runs is stopped first)"))
    return ExitCode.OK


def _say_the_end(conversation: Conversation) -> None:
    """Say that the program has ended, on whichever way; and what could not be kept."""
    lost = conversation.not_kept
    if lost:
        tell(ngettext("{n} decision could not be kept.", "{n} decisions could not be kept.", lost))
    tell(_("facefinder has ended."))


def _show(door: Door, *, browser: bool) -> None:
    """Open the page, and say in two lines what is going on and how to end it."""
    opened = browser and desktop.can_browse() and desktop.browse(door.ticket_address)
    if opened:
        tell(_("facefinder is open in your browser: {address}", address=door.address))
    else:
        tell(_("Open this address in a browser: {address}", address=door.address))
    tell(_("Only this computer can reach it. It ends with its page, or with Ctrl-C here."))


def _ground(arguments: argparse.Namespace, target: Path, index: Path) -> Ground:
    """What every search of the page stands on, until the program ends: places do not change."""
    engine, work, never_search = app_settings(arguments)
    folders = places.data_dirs(data_dir(arguments))
    kept = None if arguments.index else index.parent  # what lies elsewhere, `purge` never finds
    speak(remembered(kept) if kept else "")
    before = find_traces(folders, ()).results

    def traces() -> Traces:
        return find_traces(folders, places.stray_logs(), target, before)

    return Ground(
        engine=engine,
        work=work,
        index=index,
        data=kept or places.usable_data_dir(data_dir(arguments)),
        never_search=never_search,
        target=target,
        offered=tuple(arguments.input),
        traces=traces,
        keep_language=lambda code: remember(code, kept) if kept else None,
    )
