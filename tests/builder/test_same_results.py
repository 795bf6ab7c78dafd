"""The comparison of results by which the frozen programs are proved lets nothing else through."""

from typing import Any

import pytest

from tests.bundle.compare import same_results

WANTED: dict[str, Any] = {"matches": [{"person": "Anna", "distance": 0.69513, "page": 1}]}


def changed(**fields: object) -> dict[str, Any]:
    return {"matches": [WANTED["matches"][0] | fields]}


def test_the_last_decimal_of_a_number_may_differ_where_that_is_allowed() -> None:
    same_results(changed(distance=0.695129), WANTED, 5e-6)
    with pytest.raises(AssertionError, match="matches"):
        same_results(changed(distance=0.695129), WANTED)


@pytest.mark.parametrize(
    "other",
    [
        changed(distance=0.69503),
        changed(person="Ben"),
        changed(page=2),
        changed(verdict="sure"),
        {"matches": []},
        {"matches": WANTED["matches"] * 2},
    ],
)
def test_anything_else_is_a_difference(other: dict[str, Any]) -> None:
    with pytest.raises(AssertionError, match="matches"):
        same_results(other, WANTED, 5e-6)
