"""Whether the references of a person are of another time than the photos that are searched.

A child is hardly recognised by photos of the adult: by two of the adult, 35 of
100 photos of the child are found, with one of the child besides, 63 (134 people, at one stranger in
1,000).
Photos of children do not say that they are, but most say when they were taken.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import pairwise

from facefinder.decode.taken import day_taken
from facefinder.discover.references import YEAR
from facefinder.match.candidates import FAR_YEARS
from facefinder.records.people import Gallery, Reference
from facefinder.records.photos import Photo

ASKED = 300
"""Photos whose date is read before a search, evenly spread over all."""
ASKED_OF_PERSON = 30
"""References of one person whose date is read, evenly spread over all."""
MANY, SEEN = 10, 3
"""Photos of another time that are worth a sentence, and how many of them must be among those that
were asked: one clock is wrong somewhere in every large collection."""
STRAY = 0.02
"""Years with less than this share of the photos are no years to name: clocks are wrong at times."""


def warnings(gallery: Gallery, photos: Sequence[Photo]) -> Iterator[str]:
    """A sentence for everybody whose references are all of another time than many photos."""
    of_people = {name: _of_references(own) for name, own in gallery.by_person().items()}
    if not any(of_people.values()):
        return
    asked = photos[:: -(-len(photos) // ASKED)] if photos else []
    there = Counter(_years(asked))
    for name, own in of_people.items():
        missing = missed(own, there)
        count = round(missing.total() * len(photos) / max(len(asked), 1))
        if count >= MANY and missing.total() >= SEEN:
            yield _sentence(name, own, missing, count, exact=len(asked) == len(photos))


def missed(own: Sequence[int], there: Mapping[int, int]) -> Counter[int]:
    """How many photos of which years lie far from all references, of the largest stretch of such.

    Args:
        own: Years of the references, sorted; empty: not known of all of them.
        there: How many searched photos are of which year.
    """
    ends = [-FAR_YEARS, *own, 9999 + FAR_YEARS]
    stretches = [
        Counter(
            {
                year: n
                for year, n in there.items()
                if before + FAR_YEARS <= year <= after - FAR_YEARS
            }
        )
        for before, after in pairwise(ends)
    ]
    return max(stretches, key=Counter.total) if own else Counter()


def of_reference(photo: Photo) -> int | None:
    """The year of a photo of references: its folder's, ``Anna/2009/…``, else what the photo says.

    The folder comes first because a scanned print says when it was scanned. None = not known, or
    the file is gone.
    """
    for folder in reversed(photo.relative.split("/")[:-1]):
        if YEAR.fullmatch(folder):
            return int(folder)
    return next(_years([photo]), None) if photo.root else None


def _of_references(own: Sequence[Reference]) -> list[int]:
    """Years of a person's references, sorted; empty if one of them is not known."""
    asked = own[:: -(-len(own) // ASKED_OF_PERSON)] if own else []
    years = {of_reference(reference.photo) for reference in asked}
    return sorted(year for year in years if year is not None) if None not in years else []


def _years(photos: Sequence[Photo]) -> Iterator[int]:
    """The years of those that say when they were taken; what is wrong with one is told later."""
    for photo in photos:
        with suppress(OSError):
            date = day_taken(photo)
            if date:
                yield int(date[:4])


def _sentence(
    name: str, own: Sequence[int], missing: Counter[int], count: int, *, exact: bool
) -> str:
    named = [year for year, n in missing.items() if n >= STRAY * missing.total()]
    how_many = f"{count}" if exact else f"about {float(f'{count:.2g}'):.0f}"
    return (
        f"Your photos of {name} are from {_span(own)}; {how_many} photos here are from "
        f"{_span(named)}. If {name} was a child in either time, add one of {_span(named)}."
    )


def _span(years: Sequence[int]) -> str:
    first, last = min(years), max(years)
    return f"{first}" if first == last else f"{first} to {last}"
