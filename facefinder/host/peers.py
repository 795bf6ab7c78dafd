"""Whose program is at the other end of a connection of this computer to itself.

Any user of a computer reaches a port on it. Linux tells whose each end of a connection is, so that
others can be turned away whatever they know; elsewhere nobody is told.
"""

import os
import socket
import struct
import sys
from contextlib import suppress
from pathlib import Path
from typing import Final, TypeAlias

Address: TypeAlias = tuple[str, int]
"""IPv4 address and port."""

TABLES: Final = (Path("/proc/self/net/tcp"), Path("/proc/self/net/tcp6"))
"""Linux' lists of the connections that there are; a program may use IPv6's names for IPv4."""
OVER: Final = "06"
"""State of a connection that nobody has any more (TIME_WAIT); it is told as the superuser's."""


def may_be_ours(there: Address, here: Address) -> bool:
    """Whether this user's program is at the other end, or the system does not say whose is.

    Args:
        there: The other end.
        here: Our end.
    """
    if sys.platform != "linux":
        return True
    user = _user_of(there, here)
    return user is None or user in _ourselves()


def _user_of(there: Address, here: Address) -> int | None:
    """The number of the user who has an end of a connection; None = nobody says."""
    ends = [_as_told(there), _as_told(here)]
    for table in TABLES:
        with suppress(OSError, UnicodeError), table.open(encoding="ascii") as lines:
            for line in lines:
                # number, local end, remote end, state, queues, timer, retransmissions, user, ...
                fields = line.split()
                if [one[-13:] for one in fields[1:3]] == ends and fields[3] != OVER:
                    return int(fields[7])
    return None


def _as_told(address: Address) -> str:
    """An address as Linux writes it: hexadecimal, the first part in the processor's order."""
    (number,) = struct.unpack("=I", socket.inet_aton(address[0]))
    return f"{number:08X}:{address[1]:04X}"


def _ourselves() -> set[int]:
    """This process' user, and who became the superuser for it."""
    if sys.platform == "win32":
        return set()
    before = os.environ.get("SUDO_UID", "")
    return {os.getuid()} | ({int(before)} if os.getuid() == 0 and before.isdigit() else set())
