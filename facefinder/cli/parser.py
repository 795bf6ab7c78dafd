"""What the user may type: commands and their options."""

import argparse

from facefinder import __version__
from facefinder.cli import values
from facefinder.cli.arguments import (
    add_engine,
    add_inputs,
    add_parallel,
    add_people,
    add_where,
    add_workers,
)
from facefinder.cli.plain_parser import PlainParser

COMMANDS = (
    "app",
    "find",
    "explain",
    "groups",
    "models",
    "apply",
    "decisions",
    "selftest",
    "undo",
    "purge",
)


def parser() -> PlainParser:
    """The command line; what is parsed has `command`, a module of `facefinder.commands`."""
    # Suppressed defaults: else those of an inner command would undo what the outer one was given.
    common = PlainParser(add_help=False, argument_default=argparse.SUPPRESS)
    common.add_argument(
        "--data-dir",
        type=values.folder,
        metavar="DIR",
        help="folder for everything the program keeps (also: FACEFINDER_DATA_DIR)",
    )
    common.add_argument("-q", "--quiet", action="store_true", help="print only results and errors")
    common.add_argument("-D", "--debug", action="store_true", help="print what happens inside")
    with_models = PlainParser(add_help=False, argument_default=argparse.SUPPRESS, parents=[common])
    with_models.add_argument(
        "--models-dir",
        type=values.folder,
        metavar="DIR",
        help="folder of the model files (default: models_cache beside the program)",
    )
    top = PlainParser(
        prog="facefinder",
        description="Find photos of particular people in folders full of photos. "
        "Works without internet; never changes a photo.",
        epilog="Example: facefinder -k people -i photos --copy",
    )
    top.set_defaults(data_dir=None, models_dir=None, quiet=False, debug=False)
    top.add_argument("--version", action="version", version=f"facefinder {__version__}")
    commands = top.add_subparsers(required=True, metavar="COMMAND")
    _add_app(commands, with_models)
    _add_find(commands, with_models)
    _add_explain(commands, with_models)
    _add_groups(commands, with_models)
    _add_models(commands, with_models)
    selftest = commands.add_parser(
        "selftest", parents=[with_models], help="check whether everything works on this computer"
    )
    selftest.set_defaults(command="selftest")
    undo = commands.add_parser(
        "undo",
        parents=[common],
        help="remove a report, and the copies that a search made, if still unchanged",
    )
    undo.set_defaults(command="undo")
    undo.add_argument(
        "folder", type=values.folder, metavar="DIR", help="where they are, such as found"
    )
    _add_apply(commands, common)
    purge = commands.add_parser(
        "purge", parents=[common], help="show and delete everything the program keeps"
    )
    purge.set_defaults(command="purge")
    purge.add_argument("--yes", action="store_true", help="delete without asking")
    return top


def _add_app(
    commands: "argparse._SubParsersAction[PlainParser]",
    common: PlainParser,
) -> None:
    app = commands.add_parser(
        "app", parents=[common], help="open a page in the browser: choose, search, decide"
    )
    app.set_defaults(command="app", backend=None, scheduler=None)
    app.add_argument(
        "input",
        type=values.path,
        nargs="*",
        metavar="PATH",
        help="folders that are ticked as places to search",
    )
    app.add_argument(
        "--copy-to",
        type=values.folder,
        metavar="DIR",
        help="where photos that are found are copied to, DIR/<person>/ (default: found beside the "
        "program on a stick, else in the current or the home folder)",
    )
    app.add_argument(
        "--no-browser", action="store_true", help="open nothing, only say the page's address"
    )
    add_workers(app)
    add_engine(app)


def _add_find(
    commands: "argparse._SubParsersAction[PlainParser]",
    common: PlainParser,
) -> None:
    find = commands.add_parser(
        "find", parents=[common], help="find people in photos (the default command)"
    )
    find.set_defaults(command="find")
    add = find.add_argument
    add_people(find)
    add(
        "--forgiving",
        action="store_true",
        help="leave people out, by name, who have no usable photo in their folder, instead of "
        "ending with code 3 (as the questions after a double click do)",
    )
    add(
        "--only",
        action="store_true",
        help="only photos that show these people and nobody else",
    )
    add_inputs(find)
    add_where(find)
    add(
        "--sample",
        type=values.count,
        metavar="N",
        help="search only N photos, from everywhere, and say what all of them would take and show",
    )
    add_parallel(find)
    add(
        "-C",
        "--copy",
        action="store_true",
        help="copy the photos that surely show a person to found/<person>/",
    )
    add("--copy-to", type=values.folder, metavar="DIR", help="like --copy, but to DIR/<person>/")
    add(
        "--copy-check",
        action="store_true",
        help="copy the photos that are worth a check, too, to <person>/check/",
    )
    add(
        "--together",
        action="store_true",
        help="copy the photos that show all of the people to a folder of their own, too, such as "
        "'Anna + Ben'",
    )
    add(
        "--largest",
        action="store_true",
        help="of versions of one picture (smaller ones, compressed once more) copy only the "
        "largest; a collage is no version of the photos in it",
    )
    add(
        "--link",
        action="store_true",
        help="make hard links instead of copies, where the file system can",
    )
    add(
        "--report",
        type=values.folder,
        metavar="DIR",
        help="write a page to look at and to decide with, DIR/report.html (default with copies: "
        "among them)",
    )
    add("--no-report", action="store_true", help="write no page among the copies")
    add(
        "--crops",
        type=values.folder,
        metavar="DIR",
        help="write the faces that surely are somebody's into DIR, 512 pixels wide and upright, "
        "such as 'Anna 2018-07-22 IMG_1.jpg'",
    )
    add(
        "--sidecar",
        action="store_true",
        help="write the names into XMP files beside the copies, for other photo programs",
    )
    add(
        "--sidecar-originals",
        action="store_true",
        help="write them into XMP files beside your photos; files that are there are added to",
    )
    add_engine(find)
    add(
        "--csv",
        type=values.destination,
        metavar="FILE",
        help="write the matches as a table; - for standard output",
    )
    add(
        "--json",
        type=values.destination,
        metavar="FILE",
        help="write everything for scripts; - for standard output",
    )
    add(
        "--print0",
        action="store_true",
        help="print only the paths of the photos found, each ended by a zero byte, for xargs -0",
    )


def _add_groups(
    commands: "argparse._SubParsersAction[PlainParser]",
    common: PlainParser,
) -> None:
    groups = commands.add_parser(
        "groups", parents=[common], help="list people who are in several photos, known to nobody"
    )
    groups.set_defaults(command="groups")
    add_inputs(groups)
    add_where(groups)
    add_people(groups)
    add_parallel(groups)
    add_engine(groups)
    groups.add_argument(
        "--report",
        type=values.folder,
        metavar="DIR",
        help="write a page to look at them and to give them names, DIR/report.html",
    )
    groups.add_argument(
        "--json",
        type=values.destination,
        metavar="FILE",
        help="write everything for scripts; - for standard output",
    )


def _add_explain(
    commands: "argparse._SubParsersAction[PlainParser]",
    common: PlainParser,
) -> None:
    explain = commands.add_parser(
        "explain", parents=[common], help="say why a photo was, or was not, found"
    )
    explain.set_defaults(command="explain")
    explain.add_argument("photo", type=values.path, metavar="PHOTO", help="the photo in question")
    add_people(explain)
    explain.add_argument(
        "-i",
        "--input",
        type=values.path,
        default=[],
        action="extend",
        nargs="+",
        metavar="PATH",
        help="what was searched: what is known of its photos counts, as it does in a search",
    )
    add_where(explain)
    explain.add_argument(
        "--picture", type=values.file, metavar="FILE", help="write a picture with the faces framed"
    )
    add_engine(explain)


def _add_apply(
    commands: "argparse._SubParsersAction[PlainParser]",
    common: PlainParser,
) -> None:
    apply = commands.add_parser(
        "apply", parents=[common], help="let what you decided in a report take effect"
    )
    apply.set_defaults(command="apply")
    apply.add_argument(
        "file", type=values.path, metavar="FILE", help="decisions.json, as the report made it"
    )
    apply.add_argument(
        "--learn",
        action="store_true",
        help="use the confirmed faces as references in later searches",
    )
    apply.add_argument(
        "--copy-to",
        type=values.folder,
        metavar="DIR",
        help="where the copies are (default: beside FILE, or where the report was written)",
    )
    decisions = commands.add_parser(
        "decisions", parents=[common], help="list what was decided, or forget it"
    )
    decisions.set_defaults(command="decisions")
    decisions.add_argument(
        "--unlearn",
        action="append",
        default=[],
        metavar="PERSON",
        help="use no confirmed face of this person as a reference any more",
    )
    decisions.add_argument(
        "--forget",
        action="append",
        default=[],
        metavar="PERSON",
        help="forget everything that was decided about this person",
    )
    for command in (apply, decisions):
        command.add_argument(
            "--index", type=values.new_file, metavar="FILE", help="index of the search"
        )


def _add_models(
    commands: "argparse._SubParsersAction[PlainParser]",
    common: PlainParser,
) -> None:
    models = commands.add_parser(
        "models", parents=[common], help="list the detectors and models, or fetch their files"
    )
    models.set_defaults(command="models", action="list")
    actions = models.add_subparsers(metavar="ACTION")
    actions.add_parser("list", parents=[common], help="list them (the default)")
    fetch = actions.add_parser(
        "fetch", parents=[common], help="get model files, the only command that uses a network"
    )
    fetch.set_defaults(action="fetch")
    fetch.add_argument(
        "names", nargs="*", metavar="NAME", help="detectors, models or files (default: all)"
    )
    fetch.add_argument(
        "--from",
        dest="folder",
        type=values.folder,
        metavar="DIR",
        help="take them from this folder",
    )
