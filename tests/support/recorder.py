"""A listener of a search that remembers what it was told."""

from dataclasses import dataclass, field


@dataclass
class Recorder:
    """Remembers what it is told."""

    told: list[str] = field(default_factory=list)
    started: tuple[int, int] = (0, 0)
    videos: int = 0
    read: int = 0
    faces: int = 0
    matches: int = 0
    unread: int = 0
    at_the_end: tuple[int, int, int, int] = (0, 0, 0, 0)
    files: tuple[int, int] = (0, 0)
    expected: list[tuple[float, float | None]] = field(default_factory=list)

    def say(self, message: str) -> None:
        self.told.append(message)

    def start(self, total: int, known: int, videos: int = 0) -> None:
        self.started, self.videos = (total, known), videos

    def expect(self, share: float, seconds: float | None) -> None:
        self.expected.append((share, seconds))

    def advance(self, photos: int, faces: int, matches: int | None, unread: int = 0) -> None:
        self.read += photos
        self.faces += faces
        self.matches += matches or 0
        self.unread += unread

    def end(self) -> None:
        self.at_the_end = self.read, self.faces, self.matches, self.unread

    def copied(self, done: int, total: int) -> None:
        self.files = done, total
