"""A clear answer is waited for, in the language that asks."""

import io

import pytest

from facefinder.language.catalogue import codes
from facefinder.language.say import speak
from facefinder.output.ask import agrees

ANSWERS = {
    "en": (("y", "YES"), ("n", "No"), ("nein", "oui", "maybe", "1")),
    "de": (("j", "JA"), ("n", "Nein"), ("y", "yes", "vielleicht", "jain")),
    "fr": (("o", "Oui"), ("n", "NON"), ("y", "ja", "ouiii")),
    "es": (("s", "SÍ", "si", "si\u0301"), ("n", "no"), ("y", "quizás", "sino")),
}
"""By language: words for yes, words for no, and what is neither."""


def answer(monkeypatch: pytest.MonkeyPatch, *lines: str, default: bool | None = None) -> bool:
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
    return agrees("?", default=default)


def test_each_language_has_its_answers() -> None:
    assert set(ANSWERS) >= set(codes())


@pytest.mark.parametrize("code", codes())
def test_words_of_the_language_are_understood(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    speak(code)
    yes, no, unclear = ANSWERS[code]
    for word in yes:
        assert answer(monkeypatch, f" {word} ")
        assert answer(monkeypatch, *unclear, word, default=False), "what is unclear is asked again"
    for word in no:
        assert not answer(monkeypatch, *unclear, word, default=True)


@pytest.mark.parametrize("code", codes())
def test_the_capital_letter_shows_what_enter_means(
    code: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    speak(code)
    for default in (True, False):
        assert answer(monkeypatch, "", default=default) is default
        shown = capsys.readouterr().err.strip()
        (capital,) = (letter for letter in shown if letter.isupper())
        assert (capital.lower() in ANSWERS[code][0]) is default


def test_nobody_there_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(EOFError):
        answer(monkeypatch, "perhaps")
