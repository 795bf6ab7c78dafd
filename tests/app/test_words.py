"""The page has a word for whatever the program names, and says nothing past the catalogue."""

import re
from pathlib import Path

from facefinder.app import places
from tests.support.needs import ROOT

SCRIPTS = ROOT / "facefinder" / "app" / "page_files" / "scripts"


def test_each_kind_of_place_has_its_word() -> None:
    kinds = set(re.findall(r'Place\(\s*"(\w+)"', Path(places.__file__).read_text("utf-8")))
    kinds |= {"pictures", "desktop", "downloads", "home", "folder"}
    source = (SCRIPTS / "decide" / "places.js").read_text("utf-8")
    assert set(re.findall(r'^  (\w+): \(\) => t\("', source, re.MULTILINE)) == kinds


def test_no_text_of_the_page_stands_in_a_script_as_it_is() -> None:
    sources = "\n".join(path.read_text("utf-8") for path in sorted(SCRIPTS.rglob("*.js")))
    assert re.findall(r'(?:textContent = |\}, )"([A-Z][^"]+)"', sources) == []
