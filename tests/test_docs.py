"""What the README and the documents say is what the program does."""

import argparse
import re
from pathlib import Path

from facefinder.cli.parser import parser
from facefinder.errors import ExitCode
from facefinder.evidence.cuts import CUTS, cuts_of
from facefinder.models.catalogue import AUTO_MODELS, Strictness

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text("utf-8")
COMMAND_LINE = ROOT / "docs" / "command-line.md"
ACCURACY = ROOT / "docs" / "accuracy.md"
DOCUMENTS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md"))]


def section(document: Path, title: str) -> str:
    text = document.read_text("utf-8")
    found = re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", text, re.M | re.S)
    assert found, f"{document.name} has no section {title!r}"
    return found[1]


def rows(text: str) -> list[list[str]]:
    lines = [line for line in text.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[2:]]


def find_parser() -> argparse.ArgumentParser:
    (actions,) = (a for a in parser()._actions if isinstance(a, argparse._SubParsersAction))
    find = actions.choices["find"]
    assert isinstance(find, argparse.ArgumentParser)
    return find


def test_every_option_is_described_and_the_other_way_round() -> None:
    described = set(re.findall(r"`(--?[a-zA-Z0-9-]+)", section(COMMAND_LINE, "Options")))
    there = {option for action in find_parser()._actions for option in action.option_strings}
    assert described == there - {"-h", "--help"}


def test_exit_codes_are_those_of_the_program() -> None:
    table = {
        int(code): (name.strip("`"), meaning)
        for code, name, meaning in rows(section(COMMAND_LINE, "Exit codes"))
    }
    assert table == {code.value: (code.name, code.meaning) for code in ExitCode}


def test_probabilities_are_those_of_the_program() -> None:
    table = {
        row[0]: row[1:]
        for row in rows(section(ACCURACY, "`sure` and `check`"))
        if row[0] in set(Strictness)
    }
    engines = (AUTO_MODELS[0], "dlib-resnet")
    assert table == {
        name.value: [
            f"{probability:.0%}" for engine in engines for probability in cuts_of(engine, name)
        ]
        for name in Strictness
    }
    assert CUTS[Strictness.NORMAL] == cuts_of("mobilefacenet")


def test_the_model_that_is_taken_by_itself_is_named() -> None:
    (line,) = (
        line for line in section(COMMAND_LINE, "Options").splitlines() if "`--model NAME`" in line
    )
    assert all(f"`{model}`" in line for model in AUTO_MODELS)


def test_links_inside_the_repository_lead_somewhere() -> None:
    for document in DOCUMENTS:
        for target in re.findall(r"\]\(([^)#:]+)\)", document.read_text("utf-8")):
            assert (document.parent / target).exists(), f"{document.name}: {target}"


def test_files_of_the_repository_that_are_named_are_there() -> None:
    for document in DOCUMENTS:
        named = re.findall(
            r"`((?:tests|packaging|facefinder)/[^\s`]*)`", document.read_text("utf-8")
        )
        missing = [path for path in named if not (ROOT / path).exists()]
        assert missing == [], document.name


def test_links_to_headings_lead_somewhere() -> None:
    for document in DOCUMENTS:
        for target, heading in re.findall(r"\]\(([^)#:]*)#([^)]+)\)", document.read_text("utf-8")):
            text = (document.parent / target if target else document).read_text("utf-8")
            headings = re.findall(r"^#+ (.*)$", text, re.M)
            assert heading in {
                re.sub(r"[^\w\- ]", "", one.lower()).replace(" ", "-") for one in headings
            }, f"{document.name}: {target}#{heading}"


def test_pictures_are_small_enough_for_git() -> None:
    shown = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", README)
    assert shown
    assert all((ROOT / path).stat().st_size < 300_000 for path in shown)


def test_the_first_screen_is_for_people() -> None:
    """What it is, how it looks, and what it leaves alone, before any command."""
    first = README[: README.index("```")]
    assert README.index("![") < README.index("No network, no trace, no photo changed") < len(first)
    assert first.index("## Get it") < first.index("three steps") < first.index("not good at")
    assert "|---|---|---|" not in README, "long tables belong into docs/"


def test_every_document_is_found_from_the_readme() -> None:
    seen, waiting = set(), [ROOT / "README.md"]
    while waiting:
        document = waiting.pop()
        if document.suffix == ".md" and document not in seen:
            seen.add(document)
            for target in re.findall(r"\]\(([^)#:]+)", document.read_text("utf-8")):
                waiting.append((document.parent / target).resolve())
    assert set((ROOT / "docs").glob("*.md")) - seen == set()
