"""What the README says is what the program does."""

import argparse
import re
from pathlib import Path

from facefinder.cli.parser import parser
from facefinder.errors import ExitCode
from facefinder.evidence.cuts import CUTS, cuts_of
from facefinder.models.catalogue import AUTO_MODELS, Strictness

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text("utf-8")
DOCUMENTS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md"))]


def section(title: str) -> str:
    found = re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", README, re.M | re.S)
    assert found, f"the README has no section {title!r}"
    return found[1]


def rows(text: str) -> list[list[str]]:
    lines = [line for line in text.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[2:]]


def find_parser() -> argparse.ArgumentParser:
    (actions,) = (a for a in parser()._actions if isinstance(a, argparse._SubParsersAction))
    find = actions.choices["find"]
    assert isinstance(find, argparse.ArgumentParser)
    return find


def test_every_option_stands_in_the_readme_and_the_other_way_round() -> None:
    described = set(re.findall(r"`(--?[a-zA-Z0-9-]+)", section("Options")))
    there = {option for action in find_parser()._actions for option in action.option_strings}
    assert described == there - {"-h", "--help"}


def test_exit_codes_are_those_of_the_program() -> None:
    table = {
        int(code): (name.strip("`"), meaning) for code, name, meaning in rows(section("Exit codes"))
    }
    assert table == {code.value: (code.name, code.meaning) for code in ExitCode}


def test_probabilities_are_those_of_the_program() -> None:
    table = {row[0]: row[1:] for row in rows(section("Accuracy")) if row[0] in set(Strictness)}
    engines = (AUTO_MODELS[0], "dlib-resnet")
    assert table == {
        name.value: [
            f"{probability:.0%}" for engine in engines for probability in cuts_of(engine, name)
        ]
        for name in Strictness
    }
    assert CUTS[Strictness.NORMAL] == cuts_of("mobilefacenet")


def test_the_model_that_is_taken_by_itself_is_named() -> None:
    (line,) = (line for line in section("Options").splitlines() if "`--model NAME`" in line)
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
