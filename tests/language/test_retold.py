"""What the program says in English, deep inside, is known where it is shown."""

import ast
import re
from collections.abc import Iterator

import pytest

from facefinder.language.catalogue import language
from facefinder.language.retold import SENTENCES, TEMPLATES, retold
from facefinder.language.say import speak
from facefinder.search.left_out import WORDS
from tests.support.source import modules, tree


def said() -> set[str]:
    """All texts of the program, with ``{}`` where it puts something in, sentence by sentence."""
    found: set[str] = set()
    for name, path in modules().items():
        for node in ast.walk(tree(path)) if not name.startswith("language") else ():
            text = "".join(_parts(node))
            found.update((text, *SENTENCES.split(text)))
    return found


def _parts(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        for part in node.values:
            yield str(part.value) if isinstance(part, ast.Constant) else "{}"


def test_each_template_is_something_that_the_program_says() -> None:
    there = said()
    told = [re.sub(r"\{\w+\}", "{}", one) for one in TEMPLATES if isinstance(one, str)]
    assert [one for one in told if one not in there] == []


def test_all_that_is_not_looked_at_can_be_told() -> None:
    told = {one for one in TEMPLATES if isinstance(one, tuple)}
    assert told >= {(f"{{n}} {one}", f"{{n}} {many}") for one, many in WORDS.values()}


@pytest.mark.parametrize(
    ("english", "german"),
    [
        ("the file is damaged or cut off", "die Datei ist beschädigt oder abgeschnitten"),
        (
            "3 faces; the largest one is used; the face is blurred",
            "3 Gesichter; das größte wird verwendet; das Gesicht ist unscharf",
        ),
        ("9 videos, 1 archive, 1,234 links", "9 Videos, 1 Archiv, 1234 Verknüpfungen"),
        (
            "There is no folder '/a. B'. Check the spelling and the drive.",
            "Den Ordner „/a. B“ gibt es nicht. Prüfen Sie die Schreibweise und das Laufwerk.",
        ),
        ("something new. Check the spelling.", "something new. Check the spelling."),
        ("", ""),
    ],
)
def test_texts_are_told_again_with_what_was_put_into_them(english: str, german: str) -> None:
    assert retold(english, language("de")) == german
    assert retold(english, language("en")) == english
    speak("de")
    assert retold(english) == german


def reasons() -> Iterator[str]:
    """Why photos are refused where that is said in one piece, with ``{}`` as in `said`."""
    for path in modules().values():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "PhotoError":
                yield "".join(_parts(node.args[0]))


def test_all_that_keeps_a_photo_from_being_read_can_be_told() -> None:
    known = {re.sub(r"\{\w+\}", "{}", one) for one in TEMPLATES if isinstance(one, str)}
    told_by_their_constants = {text for text in reasons() if text.startswith("{}")}
    assert set(filter(None, reasons())) - told_by_their_constants - known == set()
