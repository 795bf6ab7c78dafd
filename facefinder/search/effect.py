"""What decisions do to the folder with the copies: some go, some come."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from facefinder.deliver.album import Copies
from facefinder.deliver.copies import always, copy_photos, tell_nobody
from facefinder.deliver.manifest import Manifest, Row, person_key, row_key
from facefinder.deliver.undo import remove_copies
from facefinder.host.files import output_errors
from facefinder.records.names import name_key, names_in
from facefinder.records.people import Match
from facefinder.sources.exports import whole_of
from facefinder.sources.film_names import films_of


@dataclass(frozen=True, slots=True)
class Effect:
    """What became of the copies.

    Attributes:
        listed: How many of the manifest's copies were to go.
        removed: How many of them did.
        left: How many are still there: somebody changed them, or holds them open.
        refused: How many of these nobody changed, so that it is worth trying again.
        copies: What came, or was there already.
    """

    listed: int
    removed: int
    left: int
    refused: int
    copies: Copies

    @property
    def added(self) -> int:
        """How many copies are new."""
        return sum(copied.new for copied in self.copies.copied)


def bring_in_line(
    target: Path,
    gone: Collection[tuple[str, str]],
    belonging: Iterable[Match],
    say: Callable[[str], None],
    *,
    told: Callable[[int, int], None] = tell_nobody,
    goes_on: Callable[[], bool] = always,
    check: bool = False,
    link: bool = False,
    manifest: Manifest | None = None,
) -> Effect:
    """Take back the copies that do not belong in the folder any more, and copy what is missing.

    Args:
        target: The folder with the copies; made when it is missing and there is something to copy.
        gone: Person and original of each copy that has to go, if it is there.
        belonging: Whose photos are to be there.
        say: Gets a sentence for each copy that stays because somebody changed it.
        told: As `copy_photos` has it.
        goes_on: As `copy_photos` has it; what has to go goes in any case.
        check: As `copy_photos` has it.
        link: Likewise.
        manifest: Likewise.

    Raises:
        OutputError: No room or no rights; what was done so far stays done.
    """
    target = target.absolute()
    with output_errors(target):  # it may be closed to us by now
        manifest = manifest or Manifest(target)
        rows = rows_of(manifest, gone)
        removed, refused = remove_copies(manifest, rows, say) if rows else (0, 0)
        listed = {row.copy for row in rows}
        left = len(listed & {row.copy for row in manifest.rows})
        copies = copy_photos(
            *(belonging, target),
            check=check,
            link=link,
            told=told,
            goes_on=goes_on,
            manifest=manifest,
        )
        return Effect(len(listed), removed, left, refused, copies)


def rows_of(manifest: Manifest, copies: Collection[tuple[str, str]]) -> list[Row]:
    """The rows about some people in some photos: their copies, also those of several together.

    Args:
        manifest: Of the folder.
        copies: Person and original of each.
    """
    keys = {row_key(*one) for one in copies}
    # With a photo goes the film that is a part of it, whatever its capital letters are.
    films = {(key, film) for key, source in keys for film in films_of(whole_of(source))}
    sources, lower = ({source for _, source in some} for some in (keys, films))

    def is_meant(row: Row) -> bool:
        film = whole_of(row.source).casefold() if lower else ""
        if row.source not in sources and film not in lower:
            return False
        people = _keys(row.person)
        if any((key, row.source) in keys for key in people):
            return True
        return any((key, film) in films for key in people) and not manifest.is_film_alone(row)

    return [row for row in manifest.rows if is_meant(row)]


def _keys(person: str) -> set[str]:
    """Whom a row is about: somebody, or each of several people together."""
    return {name_key(person), *(person_key(name) for name in names_in(person))}
