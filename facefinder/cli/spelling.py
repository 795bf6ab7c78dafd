"""The word that somebody probably meant."""

import difflib
from collections.abc import Iterable, Mapping

MEANT: Mapping[str, str] = {
    "-?": "--help",
    "-v": "--version",
    "/?": "--help",
    "delete": "purge",
    "fetch": "models fetch",
    "help": "--help",
    "list": "models",
    "remove": "undo",
    "search": "find",
    "scan": "find",
    "test": "selftest",
    "version": "--version",
}
"""Words that other programs have for our commands."""


def nearest(typed: str, words: Iterable[str], others: Mapping[str, str] | None = None) -> str:
    """A question to add to a message, with a space in front; "" when no word is near.

    Args:
        typed: What there is not.
        words: What there is.
        others: Further words, each with the one that it stands for.
    """
    word = nearest_word(typed, words, others)
    return f" Did you mean {word}?" if word else ""


def nearest_word(
    typed: str, words: Iterable[str], others: Mapping[str, str] | None = None
) -> str | None:
    """The word itself; None when none is near."""
    meaning = {word: word for word in words} | dict(others or {})
    found = difflib.get_close_matches(typed.lower(), meaning, n=1, cutoff=0.6)
    return meaning[found[0]] if found else None
