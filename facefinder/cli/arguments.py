"""Options that several commands have."""

import argparse

from facefinder.cli import values
from facefinder.models.catalogue import Strictness
from facefinder.records.limits import MAX_PIXELS, MAX_SECONDS
from facefinder.records.videos import Pace


def add_people(command: argparse.ArgumentParser) -> None:
    """Whom to look for."""
    command.add_argument(
        "-k",
        "--known",
        type=values.people,
        metavar="DIR",
        help="photos of the people you look for: a sub-folder for each person, "
        "named after the person; photos directly in DIR are one person; "
        "tags:DIR: the people whom other programs named in the photos in DIR "
        "(default: those whom `apply` learned)",
    )
    command.add_argument(
        "-n", "--name", help="name of the person whose photos lie directly in the -k folder"
    )


def add_inputs(command: argparse.ArgumentParser) -> None:
    """Where to look."""
    command.add_argument(
        "-i",
        "--input",
        type=values.searched,
        required=True,
        action="extend",
        nargs="+",
        metavar="PATH",
        help="a folder to search, with all folders in it, or a photo; may be given several times",
    )


def add_where(command: argparse.ArgumentParser) -> None:
    """What of it not to look at."""
    command.add_argument(
        "--exclude",
        type=values.word,
        default=[],
        action="append",
        metavar="GLOB",
        help="leave out files and folders with this name or path, such as Backup, '*.png' or "
        "'2019/**/raw'; may be given several times",
    )
    command.add_argument(
        "--from",
        dest="first",
        type=values.first_day,
        metavar="DATE",
        help="only photos taken then or later: 2018, 2018-07 or 2018-07-22; the file's time counts "
        "where a photo does not say it",
    )
    command.add_argument(
        "--to",
        dest="last",
        type=values.last_day,
        metavar="DATE",
        help="only photos taken then or earlier",
    )
    command.add_argument(
        "--all",
        action="store_true",
        help="search hidden and system folders, waste bins and other programs' stores of previews, "
        "too",
    )
    command.add_argument(
        "--no-archives",
        action="store_true",
        help="look into no .zip, .tar or .tgz that lies in the folders",
    )
    command.add_argument(
        "--videos",
        action="store_true",
        help="search videos, too: some frames of each, in which a person is best seen",
    )


def add_parallel(command: argparse.ArgumentParser) -> None:
    """Who reads the photos, and how many at a time."""
    add_workers(command)
    command.add_argument(
        "--backend",
        choices=["loky", "dask"],
        help="who reads photos: processes here (loky, the default), or a Dask cluster",
    )
    command.add_argument(
        "--scheduler",
        type=values.word,
        metavar="ADDRESS",
        help="with --backend dask: its scheduler, host:port",
    )


def add_workers(command: argparse.ArgumentParser) -> None:
    """How many photos are read at a time, by processes here."""
    command.add_argument(
        "-p",
        "--parallel",
        type=values.workers,
        metavar="N",
        help="photos read at the same time, each by a process of its own (default: by processor "
        "cores and free memory); 0: by this process, which a photo may then crash",
    )
    command.add_argument(
        "--time-limit",
        type=values.seconds,
        metavar="SECONDS",
        help=f"give a photo up that takes longer (default: {MAX_SECONDS:g}; 0: never); "
        "not with -p 0",
    )


def add_engine(command: argparse.ArgumentParser) -> None:
    """How photos are read and compared, and where that is remembered."""
    add = command.add_argument
    add(
        "-m",
        "--model",
        default="auto",
        metavar="NAME",
        help="how faces are told apart; `facefinder models` lists the names (default: auto)",
    )
    add(
        "-d",
        "--detector",
        default="auto",
        metavar="NAME",
        help="how faces are found; `facefinder models` lists the names (default: auto)",
    )
    add(
        "--strictness",
        type=values.choice(Strictness),
        metavar=f"{{{','.join(Strictness)}}}",
        help="strict: fewer wrong photos; loose: fewer missed ones (default: normal)",
    )
    add(
        "--threshold",
        type=values.distance,
        metavar="X",
        help="distance below which a match is sure, instead of --strictness",
    )
    add(
        "--index",
        type=values.new_file,
        metavar="FILE",
        help="file that remembers what was already read",
    )
    add("--no-index", action="store_true", help="remember nothing")
    add(
        "--rebuild",
        action="store_true",
        help="set a damaged or foreign index file aside under another name, and begin a new one",
    )
    add(
        "--max-pixels",
        type=values.megapixels,
        metavar="MEGAPIXELS",
        help=f"refuse photos with more (default: {MAX_PIXELS // 10**6})",
    )
    add(
        "--video-frames-per-minute",
        type=values.frames,
        metavar="N",
        default=Pace().per_minute,
        help=f"frames of each minute of a video that are looked at (default: {Pace().per_minute})",
    )
    add(
        "--video-frames",
        type=values.frames,
        metavar="N",
        default=Pace().most,
        help=f"frames of a video that are looked at, at most (default: {Pace().most})",
    )
