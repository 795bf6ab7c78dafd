"""The sentences that a user reads, in the language that is spoken.

``_("Is this {name}?", name=name)``, ``ngettext("{n} photo", "{n} photos", count)`` and
``marked("…")`` are what ``python build.py languages`` looks for: there a sentence stands as it is.
"""

from facefinder.language.catalogue import Language, codes, language
from facefinder.language.choice import best, of_this_computer


class _Speaker:
    """Which language is spoken: one for the whole process, the system's until another is chosen."""

    chosen: Language | None = None

    @classmethod
    def language(cls) -> Language:
        if cls.chosen is None:
            cls.chosen = language(of_this_computer())
        return cls.chosen


def speak(code: str) -> None:
    """Speak another language from now on, such as "de" or "pt-BR"; if it is not there, English."""
    _Speaker.chosen = language(best([code], codes()))


def spoken() -> Language:
    """The language that is spoken."""
    return _Speaker.language()


def marked(sentence: str) -> str:
    """A sentence as it is, for the catalogue to know it; it is translated when it is shown."""
    return sentence


def _(sentence: str, **values: object) -> str:
    """A sentence in the language that is spoken.

    Args:
        sentence: In English.
        values: Take the places of the names in braces.
    """
    text = _Speaker.language().translations.gettext(sentence)
    return text.format_map(values) if values else text


def ngettext(one: str, many: str, n: int, **values: object) -> str:
    """A sentence with a number in it, in the form that the number needs.

    Args:
        one: In English, for one.
        many: In English, for any other number.
        n: The number; takes the place of ``{n}``.
        values: Take the places of the other names in braces.
    """
    text = _Speaker.language().translations.ngettext(one, many, n)
    return text.format_map({"n": n, **values})
