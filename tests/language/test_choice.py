"""The user's language, as the system names it in its various ways."""

import pytest

from facefinder.language.catalogue import codes
from facefinder.language.choice import VARIABLES, best, of_this_computer, wishes
from facefinder.language.say import _, ngettext, speak, spoken

THERE = ("en", "de", "fr", "es", "pt_BR")


@pytest.mark.parametrize(
    ("wished", "spoken_then"),
    [
        (["de_AT.UTF-8"], "de"),
        (["fr_CA@euro"], "fr"),
        (["es-MX"], "es"),
        (["ES"], "es"),
        (["pt_BR.UTF-8"], "pt_BR"),
        (["nl_BE", "fr_BE"], "fr"),  # LANGUAGE=nl_BE:fr_BE
        (["en_GB", "de"], "en"),
        (["C.UTF-8"], "en"),
        (["POSIX"], "en"),
        (["xx"], "en"),
        ([""], "en"),
        ([], "en"),
        (["deu"], "en"),
    ],
)
def test_the_first_language_that_is_there_is_spoken(wished: list[str], spoken_then: str) -> None:
    assert best(wished, THERE) == spoken_then


def test_variables_count_in_the_order_that_gettext_has() -> None:
    named = dict(zip(VARIABLES, ("nl:fr", "de_DE", "es_ES", "en_GB"), strict=True))
    for name, wished in zip(
        VARIABLES, (["nl", "fr"], ["de_DE"], ["es_ES"], ["en_GB"]), strict=True
    ):
        assert wishes(named) == wished
        named[name] = ""
    assert wishes(named) == []


def test_this_computer_speaks_what_its_variables_say(monkeypatch: pytest.MonkeyPatch) -> None:
    for code in codes():
        monkeypatch.setenv("LANGUAGE", f"{code}.UTF-8")
        assert of_this_computer() == code


def test_a_system_without_variables_has_some_language(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    assert of_this_computer() in codes()


def test_sentences_follow_the_language_that_is_chosen() -> None:
    for code, yes in (
        ("de", "Ja, {n}"),
        ("fr", "Oui, {n}"),
        ("pt-BR", "Yes, {n}"),
        ("en", "Yes, {n}"),
    ):
        speak(code)
        assert _("Yes, {name}", name="{n}") == yes  # a value is never read as a placeholder
    assert spoken().code == "en"


def test_numbers_choose_their_form() -> None:
    said = {}
    for code in ("en", "de", "fr"):
        speak(code)
        said[code] = [ngettext("{n} photo", "{n} photos", n) for n in (0, 1, 2)]
    assert said == {
        "en": ["0 photos", "1 photo", "2 photos"],
        "de": ["0 Fotos", "1 Foto", "2 Fotos"],
        "fr": ["0 photo", "1 photo", "2 photos"],
    }


def test_numbers_are_written_as_the_language_does() -> None:
    said = {}
    for code in ("en", "de", "fr"):
        speak(code)
        said[code] = [ngettext("{n} photo", "{n} photos", 1234), _("{hours} hours", hours=1.5)]
    assert said == {
        "en": ["1,234 photos", "1.5 hours"],
        "de": ["1.234 Fotos", "1,5 Stunden"],
        "fr": ["1\u202f234 photos", "1,5 heures"],
    }


def test_a_sentence_without_a_translation_is_said_in_english() -> None:
    speak("de")
    assert _("{n} fish in a barrel", n=3) == "3 fish in a barrel"
    assert ngettext("{n} fish", "{n} fishes", 2) == "2 fishes"
