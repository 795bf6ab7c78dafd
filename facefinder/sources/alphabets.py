"""Names in archives that no one said the alphabet of: the computer that packed them had its own.

One alphabet is chosen for all such names of an archive, by the letters that they would consist of
in it: in a wrong one they become rare letters, or none. Western Europe's single letters between
others make no words of far away; what is too short to tell is left to whoever asks.
"""

import re
from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass
from itertools import groupby
from typing import Final

MOST_PARTS: Final = 2000
"""Names of files and folders that are looked at: more tell no more."""

LEAST_SHARE: Final = 0.8
"""How many of the letters that are not ASCII have to be common ones."""

LEAST_IN_RUNS: Final = 1 / 3
"""How many have to stand beside each other, as in words; a year or a day may be one letter."""

LEAST_FREQUENT: Final = 0.5
"""How much of Russian consists of half its letters, at least."""

LEAST_WORD: Final = 4
"""Letters of a word without ASCII that western Europe does not have; Danes write "ÆØÅ"."""

SURE_RUN: Final = 3
"""Letters of Japanese that no accident of western Europe's makes, such as "ö" and "l" in "Köln"."""


@dataclass(frozen=True, slots=True)
class _Alphabet:
    """Two bytes a letter, as Windows in that country writes names.

    Attributes:
        name: As Python calls it.
        common: First and last of the ranges in which the letters are that everybody uses.
        least_second: What the second byte of these is at least.
        frequent: Letters that nearly every text has; "" where the ranges tell enough.
        neutral: Ranges of digits and signs that say neither yes nor no.
    """

    name: str
    common: tuple[tuple[int, int], ...]
    least_second: int
    frequent: str
    neutral: tuple[tuple[int, int], ...]

    def is_common(self, letter: str) -> bool:
        """Whether everybody uses a letter; ASCII's say nothing."""
        code = self._code(letter)
        return _is_in(self.common, code) and code & 0xFF >= self.least_second

    def is_neutral(self, letter: str) -> bool:
        """Whether a digit or sign says nothing."""
        return _is_in(self.neutral, self._code(letter))

    def _code(self, letter: str) -> int:
        return int.from_bytes(letter.encode(self.name), "big")

    def is_no_accident(self, word: str) -> bool:
        """Whether common letters beside each other are more than "ö" before a letter of ASCII."""
        return len(word) >= SURE_RUN or any(word[i].encode(self.name)[1] > 0x7F for i in (0, -1))


def _is_in(ranges: Iterable[tuple[int, int]], code: int) -> bool:
    return any(first <= code <= last for first, last in ranges)


JAPANESE: Final = _Alphabet(
    "cp932",
    ((0x829F, 0x8396), (0x889F, 0x9872)),
    0,
    "",
    ((0x8158, 0x8158), (0x815B, 0x815B), (0x824F, 0x8258)),
)
CHINESE: Final = _Alphabet(
    "gbk",
    ((0xB0A1, 0xD7F9),),
    0xA1,
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能子得下自年过发后里行家"
    "成方多学同面天分好小心前开日无长十民公工明全三点高间新美西月老门海水名平安山金"
    "照片相册影像旅游婚礼宝爸妈爷奶福聚节春夏秋冬图文件夹我张王李",
    ((0xA1A1, 0xA3FE),),
)
TRADITIONAL: Final = _Alphabet(
    "cp950",
    ((0xA440, 0xC67E),),
    0x40,
    "的一是不了在人有我他這個們中來上大為和國地到以說時要就出會可也你對生能子得下自年過發後裡行家"
    "成方多學同面天分好小心前開日無長十民公工明全三點高間新美西月老門海水名平安山金"
    "照片相冊影像旅遊婚禮寶爸媽爺奶福聚節春夏秋冬圖文件夾我張王李",
    ((0xA140, 0xA3FE),),
)
KOREAN: Final = _Alphabet(
    "cp949",
    ((0xB0A1, 0xC8FE),),
    0xA1,
    "이다는은에의을를가고하한지기나라일년월아대인시리자생여행어수정부제주장상과보성원전스해서그결혼식"
    "친구학교동우비마들로만공유영신소조김박사진족새폴더엄빠",
    ((0xA1A1, 0xA3FE),),
)
RIVALS: Final = (CHINESE, TRADITIONAL, KOREAN)
"""Alphabets in several of which the same bytes may be common letters."""

RUSSIAN: Final = "cp866"
RUSSIAN_LETTERS: Final = frozenset((*range(0x80, 0xB0), *range(0xE0, 0xF2)))
RUSSIAN_FREQUENT: Final = frozenset("оеаинтсрвлкмдпуя")


DOS, WINDOWS = "cp850", "cp1252"
"""Western Europe's alphabets, of zip programs and of those that do it their own way."""

NO_NAMES: Final = re.compile(
    r"""
    [\u2500-\u259f■]                           # lines and blocks
    | [^\W\d_] [¹²³¾±÷¶‗]+ [^\W\d_]            # a sign in a word
    | [a-zß-öø-ÿ] [À-ÖØ-Þ]                     # a capital behind a small letter
    """,
    re.VERBOSE,
)
"""What is in no name, and in `DOS` stands where Windows has "ü", "ß", "ö" or "é"."""

IN_NAMES: Final = "\u2019\u2013…°"
NOT_IN_NAMES: Final = "ªµºƒˆ"
"""Signs that are in names of Windows, and letters that are not."""


def western_of(names: Iterable[bytes]) -> str:
    """Which of western Europe's alphabets the names of one archive are in.

    Args:
        names: As of `alphabet_of`, which knows none for them.
    """
    parts = _parts_of(names)
    try:
        text = "/".join(part.decode(WINDOWS) for part in parts)
    except UnicodeDecodeError:
        return DOS
    foreign = {letter for letter in text if not letter.isascii()}.difference(IN_NAMES)
    is_text = all(one.isalpha() and one not in NOT_IN_NAMES for one in foreign)
    is_wrong = any(NO_NAMES.search(part.decode(DOS)) for part in parts)
    return WINDOWS if is_text and is_wrong else DOS


def alphabet_of(names: Iterable[bytes]) -> str | None:
    """The alphabet in which the names of one archive make sense, as Python calls it.

    Args:
        names: Paths of which nothing says the alphabet, and which are no UTF-8.

    Returns:
        None where that cannot be told.
    """
    parts = _parts_of(names)
    if not parts:
        return None
    if _is_russian(parts):
        return RUSSIAN
    if _share_of_frequent(JAPANESE, parts) is not None:
        return JAPANESE.name
    shares = [(share, one.name) for one in RIVALS if (share := _share_of_frequent(one, parts))]
    shares.sort(reverse=True)
    is_clear = len(shares) == 1 or (len(shares) > 1 and shares[0][0] > shares[1][0])
    return shares[0][1] if is_clear else None


def _parts_of(names: Iterable[bytes]) -> Collection[bytes]:
    """Names of files and folders, each once: a folder has many photos."""
    parts = dict[bytes, None]()
    for name in names:
        parts.update((part, None) for part in name.split(b"/") if not part.isascii())
        if len(parts) > MOST_PARTS:
            break
    return parts


def _is_russian(parts: Iterable[bytes]) -> bool:
    """Whether the letters make whole words: western Europe's stand between ASCII's."""
    words = [word for part in parts for word in _words(part)]
    letters = sum(byte > 0x7F for word in words for byte in word)
    whole = [word.decode(RUSSIAN) for word in words if RUSSIAN_LETTERS.issuperset(word)]
    # Of Japanese each other byte would be a capital.
    whole = [word for word in whole if word in (word.lower(), word.upper(), word.capitalize())]
    text = "".join(whole).lower()
    frequent = sum(letter in RUSSIAN_FREQUENT for letter in text)
    return (
        any(len(word) >= LEAST_WORD for word in whole)
        and len(text) >= LEAST_SHARE * letters
        and frequent >= LEAST_FREQUENT * len(text)
    )


def _words(part: bytes) -> list[bytes]:
    letters = bytes(byte if byte > 0x7F or chr(byte).isalpha() else 0x20 for byte in part)
    return letters.split()


def _share_of_frequent(alphabet: _Alphabet, parts: Iterable[bytes]) -> float | None:
    """How much of some names are an alphabet's frequent letters; None where they are not in it."""
    try:
        texts = [part.decode(alphabet.name) for part in parts]
    except UnicodeDecodeError:
        return None
    letters, runs = 0, list[str]()
    for text in texts:
        kept = "".join(one for one in text if not alphabet.is_neutral(one))
        letters += sum(not one.isascii() for one in kept)
        runs += ["".join(run) for is_common, run in groupby(kept, alphabet.is_common) if is_common]
    common, words = "".join(runs), [run for run in runs if len(run) > 1]
    enough = len(common) >= LEAST_SHARE * letters
    in_words = sum(map(len, words)) >= max(2, LEAST_IN_RUNS * letters)
    if not (enough and in_words and any(map(alphabet.is_no_accident, words))):
        return None
    return sum(one in alphabet.frequent for one in common) / len(common)


def decoded(raw: bytes, alphabet: str | None, otherwise: str) -> str:
    """A name in the alphabet of its archive.

    Args:
        raw: The name.
        alphabet: As `alphabet_of` gives it.
        otherwise: What the name is where it is none in that.
    """
    with suppress(UnicodeDecodeError):
        return raw.decode(alphabet) if alphabet else otherwise
    return otherwise
