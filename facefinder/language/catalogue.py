"""Translations, read from the files of this folder: a language is one file, ``<code>.po``.

The sentences in the program are English, and are the keys. A sentence that a language lacks is
shown in English.
"""

import gettext
import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TypeAlias

import polib

ENGLISH = "en"

NAME_HEADER = "X-Language-Name"
"""In the head of each file: what the language calls itself."""

NUMBER_HEADER = "X-Number"
"""Beside it: how the language writes what English writes as 1,234.5."""

PERIOD = 200
"""Rules of plurals look at small numbers, or at the last two digits of large ones."""

Sentences: TypeAlias = Mapping[str, str | list[str]]


@dataclass(frozen=True, slots=True)
class Language:
    """A language that the program speaks.

    Attributes:
        code: Such as "de" or "pt_BR".
        name: What it calls itself.
        sentences: By the English one; of one with a number (its key is the singular) all forms.
        plurals: For each number from 0 to `PERIOD` - 1, a digit: which of the forms it takes.
        translations: The same for gettext.
        point: Between whole numbers and tenths.
        thousands: Between groups of three digits.
    """

    code: str
    name: str
    sentences: Sentences
    plurals: str
    translations: gettext.NullTranslations
    point: str = "."
    thousands: str = ","

    def number(self, english: str) -> str:
        """A number, such as "1,234.5", as this language writes it."""
        whole, point, tenths = english.partition(".")
        return whole.replace(",", self.thousands) + point.replace(".", self.point) + tenths


@cache
def codes() -> tuple[str, ...]:
    """The languages that there are: English, and each that has a file."""
    files = (file.name for file in resources.files("facefinder.language").iterdir())
    return ENGLISH, *sorted(name.removesuffix(".po") for name in files if name.endswith(".po"))


@cache
def language(code: str) -> Language:
    """One of `codes`, read from its file."""
    if code == ENGLISH:
        plurals = "".join("0" if number == 1 else "1" for number in range(PERIOD))
        return Language(code, "English", {}, plurals, gettext.NullTranslations())
    file = resources.files("facefinder.language").joinpath(f"{code}.po")
    catalogue = polib.pofile(file.read_text("utf-8"))
    translations = gettext.GNUTranslations(io.BytesIO(catalogue.to_binary()))
    form = gettext.c2py(catalogue.metadata["Plural-Forms"].partition("plural=")[2].rstrip(";\n"))
    sentences = {
        entry.msgid: [entry.msgstr_plural[number] for number in sorted(entry.msgstr_plural)]
        if entry.msgid_plural
        else entry.msgstr
        for entry in catalogue.translated_entries()
    }
    plurals = "".join(str(form(number)) for number in range(PERIOD))
    number = catalogue.metadata[NUMBER_HEADER]
    return Language(
        code,
        catalogue.metadata[NAME_HEADER],
        sentences,
        plurals,
        translations,
        point=number[-2],
        thousands=number[1],
    )
