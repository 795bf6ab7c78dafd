"""The folder of copies as a place to decide: what somebody deleted or moved there counts, once."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path

from facefinder.deliver.by_hand import ByHand, done_by_hand, follow
from facefinder.deliver.manifest import Manifest, Row, person_key, row_key
from facefinder.deliver.undo import remove_copies
from facefinder.host.files import output_errors
from facefinder.host.text import as_typed, cell, counted
from facefinder.records.names import joint_name, name_key
from facefinder.records.people import Decision, Match
from facefinder.records.results import CHECK_FOLDER
from facefinder.search.effect import rows_of
from facefinder.search.shown import shown
from facefinder.search.steps import Search
from facefinder.search.versions import with_versions

Places = dict[tuple[str, str], list[Match]]
"""The matches by person and file, as a manifest writes them."""


def take_over(
    search: Search, target: Path, say: Callable[[str], None], *, versions_too: bool = False
) -> None:
    """Keep as decisions what somebody did by hand in the folder of copies since it was filled.

    A copy that was deleted there shows somebody else, and is not made again; one that was moved
    from the folder of those to check to the person's is confirmed; one that was moved to another
    person's shows that one. The manifest follows, so that whoever takes such a decision back is
    not contradicted by the next search.

    Args:
        search: Of the photos that may have copies there; those it has not read yet wait.
        target: The folder of copies; it may be missing.
        say: Gets a sentence for each person, or why nothing is kept.
        versions_too: What was done to a copy counts for all versions of its picture, which were
            not copied.

    Raises:
        OutputError: The manifest or the index cannot be written.
    """
    manifest = Manifest(target.absolute())
    people = search.people.gallery.people
    everybody = joint_name(people) if len(people) > 1 else ""
    by_hand = _without_deleted(done_by_hand(manifest), everybody)
    follow(manifest, by_hand.tidied)
    if not (by_hand.deleted or by_hand.moved or by_hand.given):
        return
    if not search.session.keeps:
        moved = (old for old, _ in (*by_hand.moved, *by_hand.given))
        number = len({row.copy for row in (*by_hand.deleted, *moved)})
        say(
            f"{counted(number, 'copy')} in '{target}' {'was' if number == 1 else 'were'} deleted "
            "or moved by hand. With --no-index that cannot be kept as a decision."
        )
        return
    matched = search.matched()
    matches = matched.matches
    there = _by_place(matches) | _by_place_together(matches, people)
    found = _known(by_hand, there, people)
    decisions = _decisions(found, there, people)
    index = search.session.index
    if versions_too:
        versions = shown(index, matches, search.engine.judge).versions
        of_versions = [
            Decision(one.person, one.face_id, yes=yes)
            for yes in (False, True)
            for one in with_versions(
                _decided(decisions, matches, yes=yes), matches, versions, matched.facts
            )
        ]
        decisions = [*of_versions, *decisions]
    index.decide(decisions)
    _follow(manifest, found)
    # The names beside it are written anew, without hers.
    if names := [now for _, now in found.given if now.has_names]:
        remove_copies(manifest, names, say)
    # Who is not Anna is not together with Ben.
    gone = (*found.deleted, *(old for old, _ in found.given))
    wrong = {(match.person, row.source) for row in gone for match in there[_place(row)]}
    if rows := rows_of(manifest, wrong):
        remove_copies(manifest, rows, say)
    _tell(found, target, say)


def _without_deleted(by_hand: ByHand, everybody: str) -> ByHand:
    """What was done by hand, but for copies deleted from the folder of everybody together.

    Nobody said which of them is not in such a photo; `Belonging` keeps it away.
    """
    key = person_key(everybody)
    deleted = tuple(row for row in by_hand.deleted if name_key(row.person) != key)
    return replace(by_hand, deleted=deleted)


def _known(by_hand: ByHand, there: Places, people: Sequence[str]) -> ByHand:
    """What is about matches of this search; given to nobody of its people is as good as deleted."""
    keys = {person_key(person) for person in people}
    given = [move for move in by_hand.given if name_key(move[1].person) in keys]
    to_others = [old for old, now in by_hand.given if name_key(now.person) not in keys]
    return ByHand(
        deleted=tuple(row for row in (*by_hand.deleted, *to_others) if _place(row) in there),
        moved=tuple(move for move in by_hand.moved if _place(move[0]) in there),
        given=tuple(move for move in given if _place(move[0]) in there),
    )


def _decisions(found: ByHand, there: Places, people: Sequence[str]) -> list[Decision]:
    names = {person_key(person): person for person in people}
    rejected = [(row, False) for row in (*found.deleted, *(old for old, _ in found.given))]
    confirmed = [(old, True) for old, _ in found.moved]
    return [
        *(
            Decision(match.person, match.face_id, yes=yes)
            for row, yes in (*rejected, *confirmed)
            for match in there[_place(row)]
        ),
        *(
            Decision(names[name_key(now.person)], match.face_id, yes=True)
            for old, now in found.given
            for match in there[_place(old)]
        ),
    ]


def _decided(decisions: Iterable[Decision], matches: Iterable[Match], *, yes: bool) -> list[Match]:
    about = {(one.person, one.face_id) for one in decisions if one.yes is yes}
    return [match for match in matches if (match.person, match.face_id) in about]


def _follow(manifest: Manifest, found: ByHand) -> None:
    deleted, moved = set(found.deleted), dict((*found.moved, *found.given))
    rows = [moved.get(row, row) for row in manifest.rows if row not in deleted]
    if rows != manifest.rows:
        with output_errors(manifest.path):
            manifest.have(rows)


def _tell(found: ByHand, target: Path, say: Callable[[str], None]) -> None:
    for person, number in _counts(found.deleted).items():
        wrong = (
            f"{person}: {counted(number, 'copy')} that you deleted from '{target}' "
            f"{'counts' if number == 1 else 'count'} as wrong, and will not come back."
        )
        back = (
            f"`facefinder decisions --forget {as_typed(person)}` takes back what was decided "
            f"about {person}."
        )
        say(f"{wrong} {back}")
    for (person, other), number in _given_counts(found.given).items():
        are, them = ("is", "it") if number == 1 else ("are", "them")
        say(
            f"{person}: {counted(number, 'copy')} {are} taken for {other} now, because you moved "
            f"{them} there."
        )
    for person, number in _counts(old for old, _ in found.moved).items():
        say(
            f"{person}: {counted(number, 'copy')} that you moved out of '{CHECK_FOLDER}' "
            f"{'counts' if number == 1 else 'count'} as confirmed."
        )


def _counts(rows: Iterable[Row]) -> Counter[str]:
    """How many copies of each person there are; one may have several rows."""
    return Counter(
        person for person, _ in {(row.person, row.copy) for row in rows if not row.has_names}
    )


def _given_counts(moves: Iterable[tuple[Row, Row]]) -> Counter[tuple[str, str]]:
    """How many copies went from whom to whom."""
    people = {(old.copy, (old.person, now.person)) for old, now in moves if not old.has_names}
    return Counter(both for _, both in people)


def _by_place(matches: Iterable[Match]) -> Places:
    there: Places = {}
    for match in chain.from_iterable((match, *match.elsewhere) for match in matches):
        there.setdefault(row_key(match.person, replace(match.photo, inside="")), []).append(match)
    return there


def _by_place_together(matches: Iterable[Match], people: Sequence[str]) -> Places:
    """The matches of all people in files that show all of them, as of somebody of that name."""
    if len(people) < 2:
        return {}
    everybody = person_key(joint_name(people))
    files: dict[str, list[Match]] = {}
    for match in matches:
        files.setdefault(cell(str(replace(match.photo, inside=""))), []).append(match)
    return {
        (everybody, file): own
        for file, own in files.items()
        if {match.person for match in own}.issuperset(people)
    }


def _place(row: Row) -> tuple[str, str]:
    return name_key(row.person), row.source
