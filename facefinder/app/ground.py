"""What a run stands on, whatever the page asks for: the engine, the index, where results go."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from facefinder.settings import EngineChoice, Outputs, Settings, Where, Whom, Work

EVERYWHERE = Where()


class Traces(Protocol):
    """What the program keeps on this computer."""

    @property
    def lines(self) -> list[str]:
        """What would be deleted, a line each."""

    @property
    def others(self) -> list[str]:
        """What stays as it is not the program's, a line a folder."""

    @property
    def results(self) -> list[Path]:
        """Folders of copies and reports, which stay."""

    def delete(self) -> None:
        """Delete it.

        Raises:
            FacefinderError: Something is in use, or cannot be deleted.
        """


@dataclass(frozen=True, slots=True)
class Ground:
    """What the command line decided before the page was opened.

    Attributes:
        engine: How faces are found and told apart.
        work: Who reads photos.
        index: The file that remembers what was read and decided; it need not be there.
        data: The folder where dropped photos are kept, likewise; None = there is no place for them.
        never_search: Folders of our own.
        target: Where copies of found photos go.
        offered: Places to search that are ticked already.
        traces: Finds what "remove all traces" would delete.
        keep_language: Remembers a language, one of `catalogue.codes`, until the next start.
    """

    engine: EngineChoice
    work: Work
    index: Path
    data: Path | None
    never_search: tuple[Path, ...]
    target: Path
    offered: tuple[Path, ...]
    traces: Callable[[], Traces]
    keep_language: Callable[[str], None]

    def settings(
        self,
        whom: Whom,
        inputs: tuple[Path, ...],
        where: Where = EVERYWHERE,
        *,
        together: bool = False,
        largest: bool = False,
    ) -> Settings:
        """The settings of one run.

        Args:
            whom: The people to look for.
            inputs: Photos and folders to search.
            where: What of them.
            together: Whether there is to be a folder of the photos that show all of the people.
            largest: Whether of versions of one picture only the largest is copied.

        Raises:
            UsageError: Something is not there, or contradicts something else.
        """
        return Settings(
            whom=whom,
            inputs=inputs,
            where=where,
            engine=self.engine,
            work=self.work,
            outputs=Outputs(copy_to=self.target, together=together, largest=largest),
            index=self.index,
            never_search=self.never_search,
        )
