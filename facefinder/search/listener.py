"""Who is told how a run goes."""

from typing import Protocol


class Listener(Protocol):
    """Somebody who waits for the end of a run."""

    def say(self, message: str) -> None:
        """A sentence for the user."""

    def start(self, total: int, known: int, videos: int = 0) -> None:
        """The photos begin: `total` of them, `known` of which the index already has.

        Of the total, `videos` are called like videos.
        """

    def expect(self, share: float, seconds: float | None) -> None:
        """So much of all is done, by the time it takes, with what `advance` tells next.

        Args:
            share: From 0 to 1; it never becomes less.
            seconds: That the rest takes; None = nobody can tell yet.
        """

    def advance(self, photos: int, faces: int, matches: int | None, unread: int = 0) -> None:
        """So many more photos were tried, with so many faces and matches.

        Matches are None where nobody is looked for. Other pages of photos that are counted already
        are no further photos. So many more than before are `unread`: fewer, where such a page of a
        file could be read, and its first one could not.
        """

    def end(self) -> None:
        """All of them were tried, and all pages."""

    def copied(self, done: int, total: int) -> None:
        """So many of the files that belong in the folder of copies are there."""


class Silent:
    """Tells nobody: of a search whose end is all that somebody waits for."""

    def say(self, message: str) -> None:
        """Keep silent."""

    def start(self, total: int, known: int, videos: int = 0) -> None:
        """Keep silent."""

    def expect(self, share: float, seconds: float | None) -> None:
        """Keep silent."""

    def advance(self, photos: int, faces: int, matches: int | None, unread: int = 0) -> None:
        """Keep silent."""

    def end(self) -> None:
        """Keep silent."""

    def copied(self, done: int, total: int) -> None:
        """Keep silent."""
