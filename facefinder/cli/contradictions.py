"""Options that contradict each other, or that mean nothing without another: refused, in one table.

An option is named by its attribute in what was parsed, perhaps with the one value that is meant.
Contradictions that do not need a command line (`settings.Outputs`, say) are refused in `settings`.
"""

import argparse
from typing import NamedTuple

from facefinder.errors import UsageError


class Clash(NamedTuple):
    """Two options that cannot both be given.

    Attributes:
        one: Such as ``report``, or ``time_limit!=0.0``, any value but this one.
        other: Such as ``no_report``, or ``parallel=0``.
        why: A sentence.
        advice: What to leave away.
    """

    one: str
    other: str
    why: str
    advice: str = "Leave one of them away."


class Lack(NamedTuple):
    """An option that is void where none of some others is given; else as `Clash`."""

    option: str
    needed: tuple[str, ...]
    why: str
    advice: str


CLASHES = (
    Clash(
        "report",
        "no_report",
        "--report writes a page, and --no-report says that there is to be none.",
    ),
    Clash(
        "index",
        "no_index",
        "--index names the file that remembers what was read, and --no-index says that there is"
        " to be none.",
    ),
    Clash(
        "rebuild",
        "no_index",
        "--rebuild begins a new index file, and --no-index says that there is to be none.",
    ),
    Clash(
        "threshold",
        "strictness",
        "--threshold names the distance that --strictness would choose.",
    ),
    Clash(
        "quiet",
        "debug",
        "-q keeps all talk back, and -D asks for more of it.",
    ),
    Clash(
        "time_limit!=0.0",
        "parallel=0",
        "With -p 0 there is no worker process that --time-limit could stop.",
        "Leave --time-limit away, or name a number of processes with -p.",
    ),
    Clash(
        "time_limit!=0.0",
        "backend=dask",
        "--time-limit cannot stop the workers of a cluster, which are other people's processes.",
        "Leave --time-limit away.",
    ),
    Clash(
        "parallel",
        "backend=dask",
        "With --backend dask the cluster has the workers that -p would start.",
        "Leave -p away.",
    ),
)

TOGETHER = "--backend dask and --scheduler belong together."
BOTH = "Give both, such as `--backend dask --scheduler 10.0.0.5:8786`, or none."
LACKS = (
    Lack(
        "no_report",
        ("copy", "copy_to", "copy_check", "link"),
        "--no-report is about the page among the copies, and nothing is copied.",
        "Leave it away: there is no page without being asked for. Or add --copy.",
    ),
    Lack(
        "largest",
        ("copy", "copy_to", "copy_check", "link"),
        "--largest is about copies, and nothing is copied.",
        "Add --copy, or leave it away: the report shows versions of one picture as one.",
    ),
    Lack(
        "together",
        ("copy", "copy_to", "copy_check", "link"),
        "--together is about a folder of copies, and nothing is copied.",
        "Add --copy, or leave it away: the report shows who is in a photo together.",
    ),
    Lack("backend=dask", ("scheduler",), TOGETHER, BOTH),
    Lack("scheduler", ("backend=dask",), TOGETHER, BOTH),
)


def refuse_contradictions(arguments: argparse.Namespace) -> None:
    """Look at everything that was typed, for commands that have all or some of the options.

    Raises:
        UsageError: Two options contradict each other, or one of them would be ignored.
    """
    for clash in CLASHES:
        if _given(clash.one, arguments) and _given(clash.other, arguments):
            raise UsageError(clash.why, clash.advice)
    for lack in LACKS:
        there = any(_given(option, arguments) for option in lack.needed)
        if _given(lack.option, arguments) and not there:
            raise UsageError(lack.why, lack.advice)


def _given(option: str, arguments: argparse.Namespace) -> bool:
    """Whether an option was typed; its default is None or False."""
    name, _, wanted = option.partition("=")
    value = getattr(arguments, name.removesuffix("!"), None)
    if not wanted or name.endswith("!"):
        return value is not None and value is not False and str(value) != wanted
    return str(value) == wanted
