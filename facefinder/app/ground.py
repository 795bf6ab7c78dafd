"""What a run stands on, whatever the page asks for: the engine, the index, where results go."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from facefinder.settings import EngineChoice, Outputs, Settings, Where, Whom, Work


@dataclass(frozen=True, slots=True)
class Ground:
    """What the command line decided before the page was opened.

    Attributes:
        engine: How faces are found and told apart.
        work: Who reads photos.
        index: Returns the file that remembers what was read and decided; its folder is made.
        never_search: Folders of our own.
        target: Where copies of found photos go.
        offered: Places to search that are ticked already.
        traces: What "remove all traces" would delete, a line each; deletes it where that is agreed.
    """

    engine: EngineChoice
    work: Work
    index: Callable[[], Path]
    never_search: tuple[Path, ...]
    target: Path
    offered: tuple[Path, ...]
    traces: Callable[[bool], list[str]]

    def settings(self, known: Path, inputs: tuple[Path, ...], where: Where) -> Settings:
        """The settings of one run.

        Raises:
            UsageError: Something is not there, or contradicts something else.
        """
        return Settings(
            whom=Whom(known=known),
            inputs=inputs,
            where=where,
            engine=self.engine,
            work=self.work,
            outputs=Outputs(copy_to=self.target),
            index=self.index(),
            never_search=self.never_search,
        )
