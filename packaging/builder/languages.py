"""``build.py languages``: the files of translations, with all sentences that the program has."""

import re
import sys
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from pathlib import Path

import polib
from babel import Locale
from babel.messages.extract import extract_from_file
from babel.messages.plurals import get_plural
from babel.numbers import format_decimal

from builder.bundle import read_me
from builder.environment import ROOT, say
from facefinder.language.catalogue import NAME_HEADER, NUMBER_HEADER
from facefinder.language.instead import INSTEAD
from facefinder.language.templates import TEMPLATES

FOLDER = ROOT / "facefinder" / "language"
SOURCES = ROOT / "facefinder"

PYTHON_CALLS = {"_": None, "marked": None, "ngettext": (1, 2)}
PAGE_CALLS = {"t": None, "marked": None, "n": (1, 2)}
"""What is called with sentences, and which arguments these are, as Babel wants it."""

WIDTH = 110
"""Letters in a line of a file of translations."""


class Sentences:
    """All that is to be translated.

    Attributes:
        found: Sentence, or the pair of singular and plural, -> files that have it, in order.
    """

    def __init__(self) -> None:
        self.found: dict[tuple[str, ...], list[str]] = {}

    def add(self, file: Path, sentences: Iterable[tuple[str, ...]]) -> None:
        """Sentences of a file."""
        name = file.relative_to(ROOT).as_posix()
        for sentence in sentences:
            files = self.found.setdefault(sentence, [])
            if name not in files:
                files.append(name)


def extract() -> Sentences:
    """Read all sentences out of the program, in a fixed order."""
    sentences = Sentences()
    for file in sorted(SOURCES.rglob("*")):
        if file.suffix == ".py":
            sentences.add(file, _called(file, "python", PYTHON_CALLS))
        elif file.suffix == ".js":
            sentences.add(file, _called(file, "javascript", PAGE_CALLS))
        elif {".html", ".jinja"} & set(file.suffixes):
            sentences.add(file, _Marked.in_file(file))
    told = [words if isinstance(words, tuple) else (words,) for words in TEMPLATES]
    sentences.add(FOLDER / "templates.py", told)
    sentences.add(FOLDER / "instead.py", [(one,) for one in INSTEAD.values()])
    sentences.add(read_me.SOURCE, [(one,) for one in read_me.sentences()])
    return sentences


def _called(
    file: Path, method: str, calls: dict[str, tuple[int, int] | None]
) -> Iterator[tuple[str, ...]]:
    for _, message, _, _ in extract_from_file(
        method, file, keywords=calls, strip_comment_tags=True
    ):
        yield (message,) if isinstance(message, str) else tuple(message)


class _Marked(HTMLParser):
    """Elements with ``data-t``, whose text is a sentence, and attributes ``data-t-label``."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, ...]] = []
        self._open = False

    @classmethod
    def in_file(cls, file: Path) -> list[tuple[str, ...]]:
        parser = cls()
        parser.feed(file.read_text("utf-8"))
        return parser.found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what an element says of itself."""
        said = dict(attrs)
        self._open = "data-t" in said
        if said.get("data-t-label"):
            self.found.append((str(said["data-t-label"]),))

    def handle_data(self, data: str) -> None:
        """Take the text of a marked element."""
        if self._open and "{{" not in data:  # what the program puts in is extracted where it is
            self.found.append((re.sub(r"\s+", " ", data.strip()),))
        self._open = False


def update(file: Path, sentences: Sentences) -> None:
    """Write a file anew: with all sentences, each with the translation that it has already."""
    old = polib.pofile(str(file), wrapwidth=WIDTH)
    known = {entry.msgid: entry for entry in old if not entry.obsolete}
    new = polib.POFile(wrapwidth=WIDTH)
    new.metadata, new.header = old.metadata, old.header
    for sentence, files in sentences.found.items():
        entry = known.get(sentence[0]) or polib.POEntry(msgid=sentence[0])
        entry.occurrences = [(name, "") for name in files]
        entry.msgid_plural = sentence[1] if len(sentence) > 1 else ""
        if entry.msgid_plural and not entry.msgstr_plural:
            count = int(re.findall(r"nplurals=(\d+)", old.metadata["Plural-Forms"])[0])
            entry.msgstr, entry.msgstr_plural = "", dict.fromkeys(range(count), "")
        elif not entry.msgid_plural:
            entry.msgstr_plural = {}
        new.append(entry)
    file.write_text(f"{new}\n", encoding="utf-8", newline="\n")


def begin(code: str) -> Path:
    """Make the file of another language, without a translation yet."""
    file = FOLDER / f"{code}.po"
    catalogue = polib.POFile()
    catalogue.header = "facefinder's sentences. CONTRIBUTING.md says how to translate them."
    catalogue.metadata = {
        "Language": code,
        NAME_HEADER: str(Locale.parse(code).get_display_name()).capitalize(),
        NUMBER_HEADER: format_decimal(1234.5, locale=code),
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": str(get_plural(code)),
    }
    file.write_text(f"{catalogue}\n", encoding="utf-8", newline="\n")
    return file


def main(codes: list[str]) -> None:
    """Bring all files up to date, and begin those of new languages."""
    sentences = extract()
    for code in codes:
        if not (FOLDER / f"{code}.po").exists():
            begin(code)
    for file in sorted(FOLDER.glob("*.po")):
        update(file, sentences)
        done = polib.pofile(str(file))
        say(f"{file.name}: {len(done.translated_entries())} of {len(done)} sentences")


if __name__ == "__main__":
    main(sys.argv[1:])
