"""A look at photos before the search."""

from typing import Any

from facefinder.app.task import Task
from facefinder.language.retold import retold_on_page


class Look(Task):
    """A task of which the page is told where it is, and what it saw."""

    def told(self) -> dict[str, Any]:
        """Where it is, for the page."""
        return {"busy": self.is_busy, "problem": retold_on_page(self.problem)}
