"""The catalogue of the page's sentences fits what the page asks for."""

import re
from pathlib import Path

import pytest

from facefinder.app import places
from facefinder.app.words import WORDS
from tests.support.needs import ROOT

SCRIPTS = ROOT / "facefinder" / "app" / "page_files" / "scripts"
MADE = {f"{kind}.": None for kind in ("kind", "step")}
"""How names begin that are put together."""


def sources() -> str:
    return "\n".join(path.read_text("utf-8") for path in sorted(SCRIPTS.rglob("*.js")))


def test_every_sentence_that_the_page_asks_for_is_there() -> None:
    asked = set(re.findall(r'\bsay\(\s*"([\w.]+)"', sources()))
    assert asked
    assert asked - set(WORDS) == set()


def test_no_sentence_is_left_over() -> None:
    text = sources()
    unused = [
        name for name in WORDS if f'"{name}"' not in text and not name.startswith(tuple(MADE))
    ]
    assert unused == []


def test_each_kind_of_place_and_each_step_has_its_word() -> None:
    kinds = set(re.findall(r'Place\(\s*"(\w+)"', Path(places.__file__).read_text("utf-8")))
    kinds |= {"pictures", "desktop", "downloads", "home", "folder"}
    assert {f"kind.{kind}" for kind in kinds} == {n for n in WORDS if n.startswith("kind.")}
    assert {n for n in WORDS if n.startswith("step.")} == {
        f"step.{step}" for step in ("who", "where", "found", "done")
    }


PAIRS = {name: words for name, words in WORDS.items() if isinstance(words, tuple)}


@pytest.mark.parametrize("name", PAIRS)
def test_singular_and_plural_say_the_same(name: str) -> None:
    one, many = PAIRS[name]
    assert set(re.findall(r"\{(\w+)\}", one)) == set(re.findall(r"\{(\w+)\}", many)) >= {"n"}


def test_no_text_of_the_page_stands_in_a_script() -> None:
    texts = re.findall(r'(?:textContent = |\}, )"([A-Z][^"]+)"', sources())
    assert texts == []
