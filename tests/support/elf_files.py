"""Small libraries of Linux with nothing in them but what they say about themselves."""

import struct

PAGE = 4096


def library(*needed: str, moved: int = 0) -> bytes:
    """A library of nothing but the names of those that it needs.

    Args:
        needed: Names of other libraries.
        moved: Bytes by which its segment lies elsewhere in memory than on a page as in the file.
    """
    names = b"\0" + b"".join(name.encode() + b"\0" for name in needed)
    dynamic_at = 64 + 2 * 56
    names_at = dynamic_at + 16 * (len(needed) + 3)
    starts = [names.index(name.encode() + b"\0") for name in needed]
    entries = [*((1, start) for start in starts), (5, names_at), (10, len(names)), (0, 0)]
    dynamic = b"".join(struct.pack("<QQ", *entry) for entry in entries)
    head = b"\x7fELF\x02\x01\x01".ljust(16, b"\0")
    head += struct.pack("<HHIQQQIHHHHHH", 3, 62, 1, 0, 64, 0, 0, 64, 56, 2, 64, 0, 0)
    size = names_at + len(names)
    loaded = struct.pack("<IIQQQQQQ", 1, 4, 0, moved, moved, size, size, PAGE)
    where = struct.pack(
        "<IIQQQQQQ", 2, 4, dynamic_at, dynamic_at, dynamic_at, len(dynamic), len(dynamic), 8
    )
    return head + loaded + where + dynamic + names
