"""What the page is told of the people who are looked for: their reference photos."""

import os
from typing import Any

from facefinder.host.text import printable
from facefinder.language.retold import retold_on_page
from facefinder.records.people import Problem, Reference, ReferencesOf
from facefinder.report.data import reference_face
from facefinder.search.gallery import People


def references_of(people: People) -> list[dict[str, Any]]:
    """Each person's references: the faces that are used, and what is wrong with which photo."""
    own = people.gallery.by_person()
    return [
        {
            "name": printable(of.name),
            "photos": of.references,
            "faces": [reference_of(one, of) for one in own.get(of.name, [])],
            "unused": unused_of(of, own.get(of.name, [])),
        }
        for of in people.references
    ]


def reference_of(reference: Reference, of: ReferencesOf | None) -> dict[str, Any]:
    """A face that is used, and what is wrong with its photo."""
    path = str(reference.photo)
    problems = {one.path: one.problem for one in of.problems} if of else {}
    return {
        "face": reference_face(reference),
        "name": _name(path),
        "problem": retold_on_page(problems.get(path, "")),
        "learned": reference.learned,
    }


def unused_of(of: ReferencesOf | None, used: list[Reference]) -> list[dict[str, str]]:
    """The photos of a person that give no face, and why."""
    shown = {str(one.photo) for one in used}
    problems: tuple[Problem, ...] = of.problems if of else ()
    return [
        {
            "name": _name(one.path),
            "path": printable(one.path),
            "problem": retold_on_page(one.problem),
        }
        for one in problems
        if one.path not in shown
    ]


def _name(path: str) -> str:
    return printable(os.path.basename(path))  # noqa: PTH119 - a text
