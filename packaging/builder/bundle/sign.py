"""Signs the program of a bundle, with whatever tool its owner has."""

import os
import shlex
from pathlib import Path

from builder.bundle.contents import write_list
from builder.environment import run, say


def sign(program: Path, command: str) -> None:
    """Let a command sign a program in its place, and list the bundle's files anew.

    Args:
        program: The program, in the bundle's folder.
        command: A command line; the program's path is put at its end.

    Raises:
        StepError: The command ended badly.
    """
    tool, *words = shlex.split(command, posix=os.name != "nt")
    say(f"signing {program.name} with {tool}")
    run(*words, program, program=tool)
    write_list(program.parent)
