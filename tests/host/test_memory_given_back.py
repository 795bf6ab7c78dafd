import ctypes
import platform

import psutil
import pytest

from facefinder.host.process import give_back_memory

PIECE, PIECES = 10_000, 5_000
"""Bytes, less than glibc takes from the system singly, and how many."""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other libraries do it themselves")
def test_what_lies_free_below_something_in_use_goes_back_to_the_system() -> None:
    library = ctypes.CDLL(None)
    library.malloc.restype = ctypes.c_void_p
    library.malloc.argtypes, library.free.argtypes = [ctypes.c_size_t], [ctypes.c_void_p]
    pieces = [library.malloc(PIECE) for _ in range(PIECES)]
    for piece in pieces:
        ctypes.memset(piece, 1, PIECE)
    in_use = pieces.pop()
    for piece in pieces:
        library.free(piece)
    before = psutil.Process().memory_info().rss
    give_back_memory()
    after = psutil.Process().memory_info().rss
    library.free(in_use)
    assert before - after > PIECE * PIECES / 2
