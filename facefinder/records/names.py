"""When two spellings are one name, to people who read them, or to a disk."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache

_ALIKE = str.maketrans(
    {
        "\u2018": "'",
        "\u2019": "'",
        "\u02bc": "'",
        "\u0060": "'",
        "\u00b4": "'",
        "\u2010": "-",
        "\u2011": "-",
        "\u2212": "-",
    }
)
"""Apostrophes and hyphens that one program types and another does not."""

_INVISIBLE = re.compile("[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
"""Soft hyphens, joiners, marks of the text direction."""

_NO_ACCENT = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe"})
"""Letters that Unicode does not take for another one with an accent."""

NAMES = 4096
"""Whose keys are remembered: of ten thousand copies hardly ten people differ."""

_DIGITS = 20
"""Numbers with fewer digits are sorted by what they are."""


def tidied(name: str) -> str:
    """A name to be shown: composed accents (NFC), no space at its ends, single ones inside."""
    return " ".join(unicodedata.normalize("NFC", name).split())


@lru_cache(NAMES)
def name_key(name: str) -> str:
    """Equal for spellings that no reader takes for two names.

    Large and small letters, accents in one character or two, wide letters, spaces, apostrophes,
    hyphens and what is invisible do not count. "Jörg", "Jorg" and "Joerg" are three names. The
    report's page has the same rule (``names.js``).
    """
    visible = _INVISIBLE.sub("", name).translate(_ALIKE)
    folded = unicodedata.normalize("NFKC", visible).casefold()
    return tidied(unicodedata.normalize("NFKC", folded))


def file_key(name: str) -> str:
    """Equal for names of files that some system takes for one: case and accents' spelling."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def reading_key(text: str) -> tuple[str, str]:
    """Sorts names and folders as people look for them: "anna", "Änna", "Zoë"; "2" before "10".

    Letters with an accent stand among those without it. Dictionaries of single languages differ;
    the pages ask the browser, which knows them (``names.js``).
    """
    letters = unicodedata.normalize("NFKD", name_key(text).translate(_NO_ACCENT))
    plain = "".join(one for one in letters if not unicodedata.combining(one))
    return re.sub(r"\d+", lambda number: number[0].zfill(_DIGITS), plain), text


def one_spelling(counts: Mapping[str, int]) -> dict[str, str]:
    """For each spelling the one that its name is shown in.

    Args:
        counts: How often each spelling is met. The most frequent one is taken, of two the first by
            the order of their characters.
    """
    best: dict[str, str] = {}
    for spelling in sorted(counts, key=lambda one: (-counts[one], one)):
        best.setdefault(name_key(spelling), tidied(spelling) or spelling)
    return {spelling: best[name_key(spelling)] for spelling in counts}


_JOINT = " + "


def joint_name(people: Iterable[str]) -> str:
    """What several people together are called: "Anna + Ben"."""
    return _JOINT.join(people)


def names_in(name: str) -> list[str]:
    """The names that were joined to this one; of one person the name itself."""
    return name.split(_JOINT)
