"""Hypothesis strategies for what flows through a run."""

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as st_numpy

from facefinder.records.boxes import Box
from facefinder.records.faces import Face, FloatArray
from facefinder.records.people import Match, Verdict
from facefinder.records.photos import Photo

SIDE = st.floats(1, 4000, width=32)

# Everything that a Linux file system takes in a name: all but the slash and the zero byte.
ODD_CHARACTERS = st.characters(exclude_characters="/\0", exclude_categories=["Cs"])


def file_names(extension: str = ".jpg") -> st.SearchStrategy[str]:
    """Names of one file: any characters, at most 200 bytes."""
    stems = st.text(ODD_CHARACTERS, min_size=1, max_size=40) | st.sampled_from(
        [
            "IMG_0001",
            "Größe",
            "笑顔 😀",
            "a\nb",
            "a\tb\x1b[2J",
            "=1+1",
            "CON",
            "x" * 196,
            ".x",
            "a%2Fb",
        ]
    )
    return stems.map(lambda stem: stem.encode()[:196].decode(errors="ignore") + extension)


def different_names(extension: str = ".jpg", max_size: int = 8) -> st.SearchStrategy[list[str]]:
    """Names that are different also where case and spelling of accents do not count."""
    return st.lists(
        file_names(extension), min_size=1, max_size=max_size, unique_by=lambda n: n.casefold()
    )


def people() -> st.SearchStrategy[str]:
    """Names as users may give them; not all of them are file names."""
    odd = [
        "../up",
        "a/b",
        "a\\b",
        "..",
        ".",
        "CON",
        "aux.txt",
        "Anna.",
        "Anna ",
        "",
        "a:b",
        "a%3Ab",
    ]
    return st.text(max_size=20) | st.sampled_from(["Anna", "anna", "Ben", *odd])


def photos() -> st.SearchStrategy[Photo]:
    """Photos that need not exist."""
    folders = st.lists(st.sampled_from(["2019", "Fête", "a b", "c"]), max_size=3)
    relative = st.builds(lambda parts, name: "/".join([*parts, name]), folders, file_names())
    return st.builds(
        Photo,
        root=st.sampled_from(["/photos", "/media/stick/DCIM"]),
        relative=relative,
        size=st.integers(0, 2**40),
        mtime_ns=st.integers(0, 2**62),
    )


def boxes() -> st.SearchStrategy[Box]:
    corner = st.floats(-50, 4000, width=32)
    return st.builds(Box, x=corner, y=corner, w=SIDE, h=SIDE)


def vectors(dimensions: int = 128) -> st.SearchStrategy[FloatArray]:
    return st_numpy.arrays(np.float32, dimensions, elements=st.floats(-2, 2, width=32))


def faces(dimensions: int = 128) -> st.SearchStrategy[Face]:
    return st.builds(
        Face,
        box=boxes(),
        score=st.floats(0, 1, width=32),
        landmarks=st_numpy.arrays(np.float32, (5, 2), elements=st.floats(0, 4000, width=32)),
        sharpness=st.floats(0, 10_000, width=32),
        vector=vectors(dimensions),
    )


def matches() -> st.SearchStrategy[Match]:
    return st.builds(
        Match,
        person=people(),
        verdict=st.sampled_from(Verdict),
        distance=st.floats(0, 2),
        photo=photos(),
        box=boxes(),
        score=st.floats(0, 1),
    )
