"""The program's entry: see whether this is a helper process, and only then load the program."""

import sys

from facefinder.host.frozen import divert_helper


def main() -> int:
    """Run what the command line asks for, and return the exit code."""
    divert_helper(sys.argv)
    from facefinder.cli.main import main as command_line  # noqa: PLC0415  helpers never need it

    return command_line()


if __name__ == "__main__":
    sys.exit(main())
