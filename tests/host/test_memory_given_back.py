import ctypes

import psutil

from facefinder.host.process import give_back_memory
from tests.support.needs import GLIBC, needs

PIECE, PIECES = 10_000, 5_000
"""Bytes, less than glibc takes from the system singly, and how many."""


@needs(GLIBC)
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
