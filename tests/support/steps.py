"""What a user does, counted; and the table of the docs that says how much that is.

The table is written by the tests that count, with ``FACEFINDER_WRITE_STEPS=1`` in the environment;
without it they say whether it is true.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.common.by import By

from tests.support.browsing import press, wait_until
from tests.support.needs import ROOT

TABLE = ROOT / "docs" / "app.md"
WRITE = "FACEFINDER_WRITE_STEPS"


def shown(browser: webdriver.Chrome, selector: str) -> int:
    """How many elements are seen; asked at once, for the page may be drawn anew meanwhile."""
    seen = "return [...document.querySelectorAll(arguments[0])].filter((e) => e.checkVisibility())"
    return int(browser.execute_script(f"{seen}.length", selector))


@dataclass
class Hand:
    """A user's hand, which counts.

    Attributes:
        keys: That were pressed, each once.
        clicks: Likewise.
        typed: Paths that were typed, each with its Enter.
    """

    browser: webdriver.Chrome
    keys: int = 0
    clicks: int = 0
    typed: int = 0

    def press(self, key: str) -> None:
        """Press a key, wherever the focus is."""
        press(self.browser, key)
        self.keys += 1

    def click(self, selector: str) -> None:
        """Click on something as soon as it is seen."""
        assert wait_until(lambda: shown(self.browser, selector)), selector
        self.browser.find_element(By.CSS_SELECTOR, selector).click()
        self.clicks += 1

    def type(self, field: str, path: Path) -> None:
        """Type a path into a field."""
        assert wait_until(lambda: shown(self.browser, f"#{field}")), field
        self.browser.find_element(By.ID, field).send_keys(f"{path}\n")
        self.typed += 1

    @property
    def told(self) -> str:
        """All of it in words."""
        kinds = [("key", self.keys), ("click", self.clicks), ("path typed", self.typed)]
        words = [f"{n} {_plural(word, n)}" for word, n in kinds if n]
        return ", ".join(words) or "nothing"


def _plural(word: str, count: int) -> str:
    first, _, rest = word.partition(" ")
    return " ".join(filter(None, [first + ("" if count == 1 else "s"), rest]))


def hold_to_docs(steps: str, told: str) -> None:
    """Compare a cell of the table, its row's last one, with what was counted; or write it.

    Args:
        steps: How the row begins, its cells up to the last one.
        told: What was counted.
    """
    lines = TABLE.read_text("utf-8").splitlines(keepends=True)
    rows = [number for number, line in enumerate(lines) if line.startswith(steps)]
    assert len(rows) == 1, steps
    row = f"{steps} {told} |\n"
    if os.environ.get(WRITE):
        lines[rows[0]] = row
        TABLE.write_text("".join(lines), encoding="utf-8", newline="\n")
    assert lines[rows[0]] == row, f"set {WRITE}=1 and run this test, and it writes the table"
