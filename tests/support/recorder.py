"""A listener of a search that remembers what it was told."""

from dataclasses import dataclass, field


@dataclass
class Recorder:
    """Remembers what it is told."""

    told: list[str] = field(default_factory=list)
    started: tuple[int, int] = (0, 0)
    videos: int = 0
    read: int = 0
    files: tuple[int, int] = (0, 0)

    def say(self, message: str) -> None:
        self.told.append(message)

    def start(self, total: int, known: int, videos: int = 0) -> None:
        self.started, self.videos = (total, known), videos

    def advance(self, photos: int, _faces: int, _matches: int | None) -> None:
        self.read += photos

    def copied(self, done: int, total: int) -> None:
        self.files = done, total
