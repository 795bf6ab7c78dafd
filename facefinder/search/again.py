"""A search once more, of photos that were read: what decisions change in the folder it filled."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path

from facefinder.deliver.album import Copies
from facefinder.deliver.manifest import Manifest, row_key
from facefinder.host.text import cell
from facefinder.records.faces import FloatArray
from facefinder.records.names import name_key
from facefinder.records.people import Decision, Match
from facefinder.search.belonging import Belonging, sure_enough
from facefinder.search.by_hand import take_over
from facefinder.search.effect import Effect, bring_in_line
from facefinder.search.listener import Silent
from facefinder.search.naming import name_copies, named_faces, remove_names
from facefinder.search.shown import shown
from facefinder.search.steps import Search, searching
from facefinder.settings import Outputs, Settings
from facefinder.sources.archives import closing_archives

Say = Callable[[str], None]
Key = tuple[str, str, str]
"""Person, original and verdict of a copy, as a manifest tells them apart."""


@dataclass(frozen=True, slots=True)
class Change:
    """What decisions make of the copies.

    Attributes:
        belonging: Whose photos are to be there now.
        gone: Person and original of those that are there, and have to go; some come back at once,
            into another folder.
        about: The originals, as a manifest has them, whose copies change, or who is in them.
    """

    belonging: Sequence[Match]
    gone: frozenset[tuple[str, str]]
    about: frozenset[str]


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of decisions.

    Attributes:
        new: How many say something new.
        effect: What became of the copies.
        found: Who is in the photos now.
        landmarks: Of the faces of `found`, as `shown.Shown` has them; none where nobody cuts faces.
        wrong: Person and original, as a manifest has them, where a face is not taken for the
            person any more, or not surely.
    """

    new: int
    effect: Effect
    found: Sequence[Match]
    landmarks: Mapping[str, FloatArray]
    wrong: frozenset[tuple[str, str]]


def decide(
    settings: Settings,
    decisions: Sequence[Decision],
    confirmed: Sequence[Match],
    gone: Collection[tuple[str, str]],
    say: Say,
) -> Decided:
    """Keep decisions, and let the folder of copies be as a search with them would fill it.

    What nobody decided may change, too: a face is judged by its like, and a photo by who is in it.
    Copies that a search with other options left there stay. No photo is read that was not read yet.

    Args:
        settings: Of the search that filled the folder, which is where they say now.
        decisions: What the user says.
        confirmed: The faces that are somebody by them. Where the search is about another person, or
            other photos, as another one filled the same folder, they are copied, too.
        gone: Person and original of copies that have to go by them, unless they belong there.
        say: Gets a sentence for each copy that stays because somebody changed it, and for what was
            done by hand in the folder.

    Raises:
        FacefinderError: The search cannot be done again, or something cannot be written.
    """
    wish = settings.outputs
    with searching(settings, Silent()) as begun:
        if wish.copy_to is not None:
            take_over(begun, wish.copy_to, say, versions_too=wish.largest)
        besides = _not_searched(begun, confirmed)
        before = _judged(begun, wish, besides)
        new = begun.session.index.decide(decisions)
        search = begun.with_learned(Silent())
        after = _judged(search, wish, besides)
        index, judge = search.session.index, search.engine.judge
        landmarks = shown(index, after.found, judge).landmarks if wish.faces else {}
    effect = Effect(0, 0, 0, 0, Copies())
    if wish.copy_to is not None:
        with closing_archives():
            change = _change(before, after, gone)
            effect = _bring_in_line(change, wish.copy_to.absolute(), wish, after.found, say)
    said = {row_key(person, photo) for person, photo in gone}
    not_any_more = before.named - after.named
    wrong = said | {(person, photo) for person, photo, _ in not_any_more}
    return Decided(new, effect, after.found, landmarks, frozenset(wrong))


@dataclass(frozen=True, slots=True)
class Judged:
    """Who is in the photos.

    Attributes:
        found: All that was found.
        copied: The matches by which the search copies.
        named: As `naming.named_faces` tells them, of all that was found.
    """

    found: Sequence[Match]
    copied: Sequence[Match]
    named: Set[tuple[str, str, str]]


def _not_searched(search: Search, confirmed: Sequence[Match]) -> list[Match]:
    """The faces in photos, or of people, that a search is not about."""
    people = set(map(name_key, search.people.gallery.people))
    photos = {str(photo) for photo in search.found.photos} if confirmed else set()
    return [
        one
        for one in confirmed
        if name_key(one.person) not in people or str(one.photo) not in photos
    ]


def _judged(search: Search, wish: Outputs, besides: Sequence[Match]) -> Judged:
    matched, index = search.matched(), search.session.index
    named = named_faces(matched.matches)
    if wish.copy_to is None:
        return Judged(matched.matches, (), named)
    seen = shown(index, matched.matches, search.engine.judge) if wish.largest else None
    belonging = Belonging(search, wish.copy_to, wish).of(matched, seen.versions if seen else {})
    copied = sure_enough(belonging.matches, wish)
    return Judged(matched.matches, [*copied, *besides], named)


def _change(before: Judged, after: Judged, said: Iterable[tuple[str, str]]) -> Change:
    changed = set(map(_key, before.copied)) ^ set(map(_key, after.copied))
    places = {(person, source) for person, source, _ in map(_key, after.copied)}
    moved = {(one.person, str(one.photo)) for one in before.copied if _key(one) in changed}
    wrong = {one for one in said if row_key(*one) not in places}
    about = {source for _, source, _ in changed | (after.named ^ before.named)}
    return Change(after.copied, frozenset(moved | wrong), frozenset(about))


def _bring_in_line(
    change: Change, target: Path, wish: Outputs, matches: Iterable[Match], say: Say
) -> Effect:
    manifest = Manifest(target)
    manifest.forget_what_is_gone()
    there = {(name_key(row.person), row.source, row.verdict) for row in manifest.rows}
    if wish.sidecar:  # beside each of these copies stands who else is in the photo
        remove_names(manifest, change.about, say)
    effect = bring_in_line(
        *(target, change.gone),
        [
            match
            for match in change.belonging
            if _key(match) not in there or cell(str(match.photo)) in change.about
        ],
        say,
        check=wish.copy_check,
        link=wish.link,
        manifest=manifest,
    )
    if wish.sidecar:
        name_copies(matches, effect.copies, target)
    return effect


def _key(match: Match) -> Key:
    return *row_key(match.person, match.photo), match.verdict.value
