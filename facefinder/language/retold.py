"""Sentences that are made in English, deep inside, and shown in the language that is spoken.

What is wrong with a photo, or keeps a search from beginning, is found where no user is near: in
another process, or at a time when the language was another one; the index keeps it for years. So it
stays English there, and is told again where it is shown.
"""

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from gettext import NullTranslations

from facefinder.language.catalogue import ENGLISH, Language, language
from facefinder.language.instead import INSTEAD
from facefinder.language.say import names_options, spoken
from facefinder.language.templates import TEMPLATES, Template

NUMBER = re.compile("n|number|more|hours|(last_)?year")
"""What is called so in one of `TEMPLATES` is a number."""

ENGLISH_NUMBER = re.compile(r"\d[\d,]*(\.\d+)?")

AS_IT_IS = frozenset({"copy", "file", "folder", "known", "name", "path", "person", "used"})
"""What is called so in a template is no sentence, whatever it looks like."""

REMEMBERED = 4096
"""Texts whose translation is known: a page asks again and again, and odd names are slow to tell."""

BETWEEN = re.compile(r"; |, |(?<=[.!?]) ")
"""What stands between parts that are told one by one."""

LABELS = (
    re.compile(r"([^;]+?): (?P<what>.+)", re.DOTALL),
    re.compile(r"([^;]+?) \((?P<what>.+)\)", re.DOTALL),
)
"""A place or a name, and what is said of it: "a.jpg: it is damaged", "Anna (it is damaged)"."""

SENTENCES = re.compile(r"(?<=[.!?]) (?=[A-Z'])")


def retold(text: str, tongue: Language | None = None) -> str:
    """An English text of the program in another language; as it is where it is unknown.

    To who typed no command it is said in other words in English, too.

    Args:
        text: A sentence, several of them, or a list of what is told one by one.
        tongue: The language; None = the one that is spoken.
    """
    tongue = tongue or spoken()
    as_it_is = tongue.code == ENGLISH and names_options()
    return text if as_it_is else _anew(text, tongue.code)


def retold_on_page(text: str) -> str:
    """What the program says in English, as it is said to those who typed no command."""
    return _anew(text, spoken().code)


def _anew(text: str, code: str) -> str:
    whole = _told(text, code)
    if whole is not None:
        return whole
    return " ".join(_told(part, code) or part for part in SENTENCES.split(text))


@lru_cache(maxsize=REMEMBERED)
def _told(text: str, code: str, labels: int = 2) -> str | None:
    """Tell a list of texts that are known, or one; None where a part of it is not.

    A list comes first: what ends with a name would else take all that follows for that name.

    Args:
        text: In English.
        code: Of the language.
        labels: In how many names or places what is told may stand, one in the other.
    """
    for between in BETWEEN.finditer(text):
        head, tail = text[: between.start()], text[between.end() :]
        first = _one(head, code) or _labelled(head, code, labels)
        rest = first and _told(tail, code, labels)
        if rest is not None:
            return f"{first}{between[0]}{rest}"
    return _one(text, code) or _labelled(text, code, labels)


@lru_cache(maxsize=REMEMBERED)
def _labelled(text: str, code: str, labels: int) -> str | None:
    """Tell what stands behind a place, or a name: "a.jpg: it is damaged"."""
    for label in LABELS if labels else ():
        found = label.fullmatch(text)
        if found and all(part.count("(") == part.count(")") for part in found.groups()):
            what = _told(found["what"], code, labels - 1)
            if what is not None:
                return text[: found.start("what")] + what + text[found.end("what") :]
    return None


@lru_cache(maxsize=REMEMBERED)
def _one(text: str, code: str) -> str | None:
    for pattern, template in _patterns():
        found = pattern.fullmatch(text)
        if found:
            values = found.groupdict()
            text = _sentence(template, values, language(code).translations)
            return text.format_map(
                {
                    name: part if name in AS_IT_IS else _value(part, code)
                    for name, part in values.items()
                }
            )
    return None


def _value(part: str, code: str) -> str:
    """What is put into a sentence, in another language, too, where it is of words or a number."""
    if ENGLISH_NUMBER.fullmatch(part):
        return language(code).number(part)
    return _told(part, code) or part


def _sentence(template: Template, values: Mapping[str, str], words: NullTranslations) -> str:
    if isinstance(template, str):
        return words.gettext(template)
    return words.ngettext(*template, int(values["n"].replace(",", "")))


@cache
def _patterns() -> list[tuple[re.Pattern[str], Template]]:
    known = [
        (as_pattern(form), template)
        for template in TEMPLATES
        for form in ((template,) if isinstance(template, str) else template)
    ]
    return [*((as_pattern(one), other) for one, other in INSTEAD.items()), *known]


def as_pattern(template: str) -> re.Pattern[str]:
    """What a sentence of a template looks like; a name that comes twice is twice the same."""
    seen: set[str] = set()

    def group(part: str) -> str:
        if not part.startswith("{"):
            return re.escape(part)
        name = part[1:-1]
        if name in seen:
            return f"(?P={name})"
        seen.add(name)
        if not NUMBER.fullmatch(name):
            return f"(?P<{name}>.+?)"
        return rf"(?P<{name}>[\d,]+)" if name == "n" else rf"(?P<{name}>[\d,.]+)"

    return re.compile("".join(map(group, re.split(r"(\{\w+\})", template))), re.DOTALL)
