"""Each language is complete, says what the program says, and nothing else."""

import re
from collections.abc import Iterator

import polib
import pytest
from babel import Locale
from babel.numbers import format_decimal

from builder import languages
from builder.bundle import read_me
from builder.environment import ROOT
from facefinder.language.catalogue import ENGLISH, PERIOD, codes, language

CODES = [code for code in codes() if code != ENGLISH]

SENTENCES = languages.extract().found

ENDS = re.compile(r"\A\s*|\s*[…:]?\s*\Z")
"""What a translation has to begin and end with as the sentence does; space before ":" is French."""

every_language = pytest.mark.parametrize("code", CODES)


def catalogue(code: str) -> polib.POFile:
    return polib.pofile(str(languages.FOLDER / f"{code}.po"))


def key(entry: polib.POEntry) -> tuple[str, ...]:
    return (entry.msgid, entry.msgid_plural) if entry.msgid_plural else (entry.msgid,)


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"\{(\w*)\}", text))


def pairs(code: str) -> Iterator[tuple[str, str, int | None]]:
    """Sentences and what became of them; for a form of plural the only number it is for, if so."""
    plurals = language(code).plurals
    for entry in catalogue(code):
        if not entry.msgid_plural:
            yield entry.msgid, entry.msgstr, None
        for form, text in entry.msgstr_plural.items():
            numbers = [number for number in range(PERIOD) if plurals[number] == str(form)]
            yield entry.msgid_plural, text, numbers[0] if len(numbers) == 1 else None


def test_there_are_the_four_languages() -> None:
    assert {"en", "de", "fr", "es"} <= set(codes())


def test_no_sentence_stands_for_one_thing_and_for_many() -> None:
    assert len({sentence[0] for sentence in SENTENCES}) == len(SENTENCES)


@every_language
def test_a_file_has_all_sentences_and_no_others(code: str) -> None:
    """`python build.py languages` brings it up to date; then translate what is empty."""
    entries = catalogue(code)
    assert [key(entry) for entry in entries if entry.obsolete] == []
    there = [key(entry) for entry in entries]
    assert set(there) - set(SENTENCES) == set(), "stale"
    assert set(SENTENCES) - set(there) == set(), "missing"
    assert len(there) == len(SENTENCES), "twice"


@every_language
def test_every_sentence_is_translated(code: str) -> None:
    entries = catalogue(code)
    assert [entry.msgid for entry in entries.untranslated_entries()] == []
    assert [entry.msgid for entry in entries.fuzzy_entries()] == []


@every_language
def test_a_translation_has_the_placeholders_of_its_sentence(code: str) -> None:
    """In a form that is for one number alone, that number may be written out."""
    for sentence, text, number in pairs(code):
        lacking = placeholders(sentence) ^ placeholders(text)
        assert lacking <= ({"n"} if number is not None else set()), text


@every_language
def test_a_translation_begins_and_ends_as_its_sentence(code: str) -> None:
    for sentence, text, _ in pairs(code):
        edges = [
            [part.replace("\u202f", "").replace("\u00a0", "").strip(" ") for part in found]
            for found in (ENDS.findall(sentence), ENDS.findall(text))
        ]
        assert edges[0] == edges[1], text
        assert text == text.strip(), text


TYPEWRITTEN = {
    "de": r"[\"']",
    "fr": r"[\"']| [;:!?»%]|«(?!\u00a0)",
    "es": r"[\"']",
}
"""What print does otherwise: quotes; and in French a space at which no line may end."""


@pytest.mark.parametrize("code", TYPEWRITTEN)
def test_quotes_and_spaces_are_those_of_print(code: str) -> None:
    texts = [text for sentence, text, _ in pairs(code) if sentence != read_me.NAME]  # of a file
    assert [text for text in texts if re.search(TYPEWRITTEN[code], text)] == []


@every_language
def test_plural_forms_are_those_of_the_language(code: str) -> None:
    """Unicode's rules have a form for whole millions in some; pages do not show so many."""
    plurals, rule = language(code).plurals, Locale.parse(code).plural_form
    same = {(plurals[number], rule(number)) for number in range(PERIOD)}
    assert len({form for form, _ in same}) == len({name for _, name in same}) == len(same)
    (count,) = re.findall(r"nplurals=(\d+)", catalogue(code).metadata["Plural-Forms"])
    for entry in catalogue(code):
        if entry.msgid_plural:
            assert sorted(entry.msgstr_plural) == list(range(int(count)))


@every_language
def test_a_language_says_its_own_name(code: str) -> None:
    assert language(code).name not in ("", language(ENGLISH).name)


@every_language
def test_a_language_writes_numbers_as_those_who_speak_it(code: str) -> None:
    for english, number in (("1,234,567.8", 1234567.8), ("0.62", 0.62), ("12", 12)):
        assert language(code).number(english) == format_decimal(number, locale=code)


ASKED_ODDLY = re.compile(r"\b(?:t|marked|_)\((?:`|[^()\"'`]*[?+][^()]*[\"'`])|\$\{[^}`]*\b[tn]\(\"")
"""A sentence that extraction would not see as it is: put together, one of two in one call, or in a
text that is put together."""


def test_sentences_stand_in_the_program_as_they_are() -> None:
    odd = [
        f"{file.relative_to(ROOT)}: {found[0]}"
        for file in sorted(languages.SOURCES.rglob("*"))
        if file.suffix in (".js", ".py")
        for found in ASKED_ODDLY.finditer(file.read_text("utf-8"))
    ]
    assert odd == []
