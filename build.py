"""The one door to everything that is done with this repository: ``python build.py --help``.

What it does stands in packaging/builder/commands.py. This file only makes sure of the right Python,
so it is written for any: even 2.7 must be able to read it and say which one is needed.
"""

import sys

OLDEST, NEWEST = (3, 11), (3, 13)

if not OLDEST <= sys.version_info[:2] <= NEWEST:
    found = ".".join(str(number) for number in sys.version_info[:3])
    sys.stderr.write(
        "facefinder needs Python 3.11, 3.12 or 3.13, and this is Python " + found + ": "
        "start it with one of those, for example `python3.12 build.py --help`.\n"
    )
    sys.exit(2)

if __name__ == "__main__":
    from pathlib import Path

    sys.path.insert(0, str(Path(__file__).resolve().parent / "packaging"))
    from builder.commands import main

    sys.exit(main())
