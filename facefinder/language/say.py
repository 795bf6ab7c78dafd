"""The sentences that a user reads, in the language that is spoken.

``_("Is this {name}?", name=name)``, ``ngettext("{n} photo", "{n} photos", count)`` and
``marked("…")`` are what ``python build.py languages`` looks for: there a sentence stands as it is.
"""

from collections.abc import Mapping

from facefinder.language.catalogue import ENGLISH, Language, codes, language
from facefinder.language.choice import best, of_this_computer


class _Speaker:
    """Which language this process speaks: as command lines do, until another is chosen."""

    language: Language = language(ENGLISH)
    to_typists: bool = True


def speak(code: str = "") -> None:
    """Speak another language from now on; if it is not there, English.

    Args:
        code: Such as "de" or "pt-BR"; "" = the language of this computer's user.
    """
    _Speaker.language = language(best([code], codes()) if code else of_this_computer())


def speak_without_options() -> None:
    """Name no option and no command from now on: whoever listens typed none."""
    _Speaker.to_typists = False


def names_options() -> bool:
    """Whether whoever listens typed a command."""
    return _Speaker.to_typists


def spoken() -> Language:
    """The language that is spoken."""
    return _Speaker.language


def marked(sentence: str) -> str:
    """A sentence as it is, for the catalogue to know it; it is translated when it is shown."""
    return sentence


def _(sentence: str, **values: object) -> str:
    """A sentence in the language that is spoken.

    Args:
        sentence: In English.
        values: Take the places of the names in braces.
    """
    text = _Speaker.language.translations.gettext(sentence)
    return text.format_map(_written(values)) if values else text


def ngettext(one: str, many: str, n: int, **values: object) -> str:
    """A sentence with a number in it, in the form that the number needs.

    Args:
        one: In English, for one.
        many: In English, for any other number.
        n: The number; takes the place of ``{n}``.
        values: Take the places of the other names in braces.
    """
    text = _Speaker.language.translations.ngettext(one, many, n)
    return text.format_map(_written({"n": n, **values}))


def _written(values: Mapping[str, object]) -> dict[str, object]:
    """What is put into a sentence, with numbers as the language that is spoken writes them."""
    number = _Speaker.language.number
    return {
        name: number(f"{value:,}") if isinstance(value, int | float) else value
        for name, value in values.items()
    }
