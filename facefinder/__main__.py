"""The program's entry: see whether this is a helper process, and only then load the program."""

import sys

from facefinder.errors import missing_part
from facefinder.host.frozen import divert_helper, lost_parts


def main() -> int:
    """Run what the command line asks for, and return the exit code."""
    divert_helper(sys.argv)
    from facefinder.host.interrupts import interrupts_held  # noqa: PLC0415 - helpers never need it

    try:
        with interrupts_held():
            from facefinder.cli.main import main as command_line  # noqa: PLC0415 - helpers never need it
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return 130  # `ExitCode.INTERRUPTED`, which may not be loaded yet
    except ImportError as error:
        fault = missing_part(", ".join(lost_parts()) or str(error))
        print(f"facefinder: {fault}", file=sys.stderr)
        return fault.exit_code
    return command_line()


if __name__ == "__main__":
    sys.exit(main())
