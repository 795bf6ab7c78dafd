"""What was found, what the user says of it, and what that does at once.

Everything here belongs to the thread of the search, which alone holds the index.
"""

import itertools
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from facefinder.app.copied_file import File, file_of, path_of
from facefinder.app.decided import Change, Decided
from facefinder.app.names_beside import NamesBeside
from facefinder.app.problems import first_few
from facefinder.app.register import Register, Shown, Spot
from facefinder.decode.taken import day_taken
from facefinder.deliver.album import Copied
from facefinder.deliver.by_hand import done_by_hand, follow
from facefinder.deliver.copies import always
from facefinder.deliver.manifest import Manifest
from facefinder.errors import OutputError
from facefinder.host.files import is_gone, output_errors
from facefinder.records.long_paths import reachable
from facefinder.records.names import name_key
from facefinder.records.people import Decision, Match, Verdict
from facefinder.records.photos import Photo, PhotoFacts
from facefinder.report.data import reference_face
from facefinder.search.belonging import Belonging
from facefinder.search.effect import bring_in_line
from facefinder.search.matching import Matched
from facefinder.search.naming import named_faces
from facefinder.search.shown import Versions, faces_of
from facefinder.search.standing import Standing, keys_of
from facefinder.search.steps import Search
from facefinder.search.versions import of_one_scene, with_edited
from facefinder.settings import Outputs
from facefinder.sources.takeout import people_noted

AT_ONCE = 20
"""Copies that an action makes although the next one waits; it says how many came."""


@dataclass(frozen=True, slots=True)
class Done:
    """What one action did, to be told.

    Attributes:
        removed: Copies that went.
        stays: Copies that stay, though a face in the photo is not the person: another one in it
            surely is.
        added: Copies that came.
        set_aside: Other photos of these people that are no longer taken for them, or no longer
            surely.
        gained: Other photos that now are.
        named: Copies beside which names were written.
        confirmed: Pictures of which the user said who it is.
        rejected: Those of which only who it is not.
        undone: That was taken back.
        problem: What could not be brought in line, and why; "" = everything was.
    """

    removed: int = 0
    stays: int = 0
    added: int = 0
    set_aside: int = 0
    gained: int = 0
    named: int = 0
    confirmed: int = 0
    rejected: int = 0
    undone: bool = False
    problem: str = ""


class Review:
    """The matches of a search and the folder with their copies.

    Args:
        search: Whose matches they are.
        target: The folder; None = nothing is copied.
        register: Gets every face and photo that may be shown.
        told: As `copy_photos` has it.
        goes_on: Likewise; what is left for another time keeps this `behind`.
        wish: Which copies are wanted; their folder is `target`.
        waiting: As of `Decided`; None = nothing waits.

    Attributes:
        matched: As it was judged last.
        copied: How many copies lie in the folder, by person; others than people stand for all of
            them together.
        whole: Whether all photos were read; until then only what the user confirmed is copied.
        versions: The face that came first of the same picture, by a face's id, as `shown.Shown` has
            it.
        behind: Whether copying was interrupted, so that photos may be still to be copied. Until
            `deliver` is called, actions copy only what they are about.
    """

    def __init__(
        self,
        search: Search,
        target: Path | None,
        register: Register,
        told: Callable[[int, int], None],
        *,
        goes_on: Callable[[], bool] = always,
        wish: Outputs = Outputs(),  # noqa: B008 - frozen
        waiting: list[Change] | None = None,
    ) -> None:
        self._told, self._goes_on = told, goes_on
        self._search = search
        self._standing = Standing(search)
        self._target = target
        self._belonging = target and Belonging(search, target, wish)
        self._names = None if target is None else NamesBeside(target)
        self._register = register
        self._versions = Versions(search.engine.judge)
        self.versions: Mapping[str, str] = {}
        self._there: dict[File, Copied] = {}
        self._folders: set[Path] = set()
        self._manifest: Manifest | None = None
        self._decided = Decided(self._standing, [] if waiting is None else waiting)
        self._earlier: set[Path] = set()
        self.copied: Mapping[str, int] = {}
        self.matched: Matched = Matched(0, (), {})
        self.whole = self.behind = False
        for reference in search.people.gallery.references:
            spot = Spot(reference.photo, reference.face.box, reference.face.landmarks)
            register.add_face(reference_face(reference), spot)

    @property
    def can_undo(self) -> bool:
        """Whether there is an action to take back."""
        return self._decided.can_undo

    @property
    def earlier(self) -> int:
        """How many copies of other searches lie in the folder, too."""
        return len(self._earlier)

    @property
    def is_settled(self) -> bool:
        """Whether all that was decided is kept, and everybody was judged by it."""
        return self._decided.is_settled

    def judge(self) -> None:
        """Compare all that was read with the people."""
        self._take(self._standing.judge())

    def _take(self, matched: Matched) -> None:
        self._list_what_may_be_shown(matched)
        self.matched = matched  # others read it: all of it may be shown now

    def deliver(self) -> Done:
        """Keep what could not be kept before, and bring the folder in line."""
        self.behind = False
        return self._take_effect()

    def end(self) -> None:
        """Leave what nobody would find again to the next search; nothing can be taken back then."""
        self._decided.end()

    @property
    def named(self) -> bool:
        """Whether names are written into XMP files beside the copies."""
        return self._names is not None and self._names.wanted

    def name_copies(self, *, on: bool) -> Done:
        """Write names beside all copies, and beside those that come; or remove them all."""
        if self._names is not None and on:
            self._names.want(self._there)
        if not self.is_settled:
            self._take_effect()
        if self._names is None or on:
            return self._name()
        return Done(problem=first_few(self._names.take_all_back(self._there)))

    def _name(self) -> Done:
        """Write the names that are missing, until something else is asked for."""
        if self._names is None:
            return Done()
        goes_on = self._until_asked(0)
        named, left = self._names.write(self._there, self.matched.matches, goes_on)
        return Done(named=named, problem=first_few(left))

    def _name_anew(self, names: NamesBeside, about: Collection[str]) -> str:
        """Write names again beside the copies of some photos: others are in them; say why not."""
        try:
            left = names.take_back(about, self._there)
        except OutputError as error:
            return str(error)
        left += filter(None, [self._name().problem])
        return first_few(left)

    def decide(self, decisions: Sequence[Decision]) -> Done:
        """Let decisions take effect, as one action; those about what nobody found are left out."""
        people = self._search.people.gallery.people
        there = {match.face_id for match in (*self.matched.matches, *self.matched.rejected)}
        known = [one for one in decisions if one.person in people and one.face_id in there]
        if not known:
            return Done()
        yes, no = (
            {self.versions.get(one.face_id, one.face_id) for one in known if one.yes is answer}
            for answer in (True, False)
        )
        self._decided.say(known)
        done = self._take_effect(AT_ONCE)
        return replace(done, confirmed=len(yes), rejected=len(no - yes))

    def undo(self) -> Done:
        """Take the last action back."""
        if not self.can_undo:
            return Done()
        self._decided.take_back()
        return replace(self._take_effect(AT_ONCE), undone=True)

    def _take_effect(self, at_once: int = 0) -> Done:
        """Keep what was decided, judge anew where something was, and bring the folder in line.

        What fails on the way is done by the next one.
        """
        self._decided.keep()
        changes = self._decided.unjudged
        if not changes:
            return self._bring_in_line([], at_once)
        new = [one for now, _ in changes for one in now]
        return self._after(new, [one for _, before in changes for one in before], at_once)

    def _after(self, new: Sequence[Decision], old: Sequence[Decision], at_once: int) -> Done:
        """Judge anew and bring the folder in line; tell what else that changed."""
        said, refused = keys_of([*new, *old]), keys_of(one for one in new if not one.yes)
        earlier = self.matched.matches
        self._take(self._standing.follow())
        self._decided.unjudged.clear()
        later = self.matched.matches
        of_said = _files_of(earlier, said) | _files_of(later, said)
        done = self._bring_in_line(of_said, at_once)
        gone, come = _without(earlier, later), _without(later, earlier)
        if self._names is not None and self._names.wanted:
            about = {source for _, source, _ in named_faces(gone) ^ named_faces(come)}
            problem = self._name_anew(self._names, about)
            done = replace(done, problem=done.problem or problem)
        changed = {file_of(match) for match in (*gone, *come)} | _files_of(earlier, refused)
        before, now = _grades(earlier, changed), _grades(later, changed)
        others = changed - of_said
        done = replace(
            done, stays=sum(now.get(one) == _SURELY for one in _files_of(earlier, refused))
        )
        if not self.whole:  # photos were read meanwhile, and what they show nobody said
            return done
        return replace(
            done,
            set_aside=sum(now.get(one, 0) < before.get(one, 0) for one in others),
            gained=sum(now.get(one, 0) > before.get(one, 0) for one in others),
        )

    def _bring_in_line(self, of_said: Collection[File], at_once: int = 0) -> Done:
        if self._target is None:
            return Done()
        try:
            with output_errors(self._target):  # it may be closed to us by now
                return self._brought_in_line(self._target, of_said, at_once)
        except OutputError as error:
            return Done(problem=str(error))

    def _brought_in_line(self, target: Path, of_said: Collection[File], at_once: int) -> Done:
        gone_folders, moved = self._forget_what_is_gone(of_said)
        belonging = [(file_of(match), match) for match in self._to_copy()]
        wanted = {file for file, _ in belonging}
        gone = {file for file in (*self._there, *of_said) if file not in wanted}
        there = len(self._there) - len(self._there.keys() & gone)
        about = {file[1:] for file in of_said}  # for everybody together, too
        new = [
            match
            for file, match in belonging
            if file not in self._there and (file[1:] in about or not self.behind)
        ]

        def told(done: int, total: int) -> None:
            self._told(there + done, there + total)

        left: list[str] = []
        paths = {(file[0], path_of(file)) for file in gone}
        manifest, self._manifest = self._manifest, None  # as long as it may be half done
        if manifest is None or not manifest.is_current or gone_folders:
            manifest = Manifest(target.absolute())
            ours = {one.copy.absolute() for one in self._there.values()}
            self._earlier = manifest.lying() - ours
        if moved:
            follow(manifest, done_by_hand(manifest).tidied)
        effect = bring_in_line(
            *(target, paths, new, left.append),
            told=told,
            goes_on=self._until_asked(at_once),
            manifest=manifest,
        )
        self._manifest = manifest
        if not effect.refused:
            for file in gone:
                self._there.pop(file, None)
        come = {file_of(one): one for one in effect.copies.copied}
        self._there |= come
        lying = {(person, one.copy) for (person, *_), one in self._there.items()}
        self.copied = Counter(person for person, _ in lying)
        self._earlier -= {one.copy.absolute() for one in come.values()}
        if effect.removed or effect.copies.replaced:
            self._earlier = set(filter(manifest.lists, self._earlier))
        self._folders |= {one.copy.parent for one in come.values()}
        left += (f"{one.photo}: {one.reason}" for one in effect.copies.failed)
        if self._names is not None and self._names.wanted:
            self._names.add(come)
            left += filter(None, [self._name().problem])
        problem = first_few(left)
        return Done(removed=effect.removed, added=effect.added, problem=problem)

    def _forget_what_is_gone(self, of_said: Collection[File]) -> tuple[set[Path], bool]:
        """Let copies that somebody deleted be made again, where the user wants them after that.

        Where a folder was deleted, or moved away, all that was in it is copied anew; a copy that
        was singled out, when somebody decides about it: a yes is later than the deletion.

        Args:
            of_said: About whose copies something was decided.

        Returns:
            The folders that are gone, and whether single copies are, or were moved.
        """
        gone = {folder for folder in self._folders if not folder.is_dir() or folder.is_symlink()}
        self._folders -= gone
        for file in [file for file, one in self._there.items() if one.copy.parent in gone]:
            del self._there[file]
        said = self._there.keys() & set(of_said)
        moved = [file for file in said if is_gone(reachable(self._there[file].copy))]
        for file in moved:
            del self._there[file]
        return gone, bool(moved)

    def _until_asked(self, at_once: int) -> Callable[[], bool]:
        """Whether to go on: until something else is asked for, and not before so many copies."""
        copies, going = itertools.count(), True

        def goes_on() -> bool:
            nonlocal going
            going = going and (next(copies) < at_once or self._goes_on())
            self.behind = self.behind or not going
            return going

        return goes_on

    def _to_copy(self) -> list[Match]:
        """The matches whose photos are to be in the folder now."""
        if not self._belonging:
            return []
        matches = self._belonging.of(self.matched, self.versions).matches
        return [m for m in matches if m.confirmed or (self.whole and m.verdict is Verdict.SURE)]

    def _list_what_may_be_shown(self, matched: Matched) -> None:
        index, facts = self._search.session.index, matched.facts
        before = self.matched
        come = _without(matched.matches, before.matches)
        come += _without(matched.rejected, before.rejected)
        photos = dict.fromkeys(one.photo for match in come for one in (match, *match.elsewhere))
        for photo in [photo for photo in photos if not self._register.has_photo(photo)]:
            shown = Shown(photo, facts[photo].turns, _date(photo), people_noted(photo))
            self._register.add_photo(shown)
        new = [match for match in come if self._register.face(match.face_id) is None]
        found = list(faces_of(index, new))
        for match, face in found:
            spot = Spot(match.photo, face.box, face.landmarks, _long_side(facts[match.photo]))
            self._register.add_face(match.face_id, spot)
        self._versions.add(found)
        told = (*matched.matches, *matched.rejected)
        self.versions = with_edited(told, of_one_scene(told, self._versions.others, facts))


def _long_side(facts: PhotoFacts) -> int:
    return max(facts.width, facts.height)


def _files_of(matches: Iterable[Match], said: set[tuple[str, str]]) -> set[File]:
    """The files that decisions are about, which are given by person and face."""
    faces = {face for _, face in said}
    own = (match for match in matches if match.face_id in faces)
    return {file_of(match) for match in own if (name_key(match.person), match.face_id) in said}


def _without(some: Iterable[Match], others: Iterable[Match]) -> list[Match]:
    """Matches that are not among others; one that nothing concerned is the same in both."""
    known = set(map(id, others))
    return [match for match in some if id(match) not in known]


_SURELY = 2


def _grades(matches: Iterable[Match], files: Collection[File]) -> dict[File, int]:
    """How sure each person is in some files: `_SURELY`, 1 = worth a look."""
    grades: dict[File, int] = {}
    paths = {relative for _, _, relative, _ in files}
    for match in (one for one in matches if one.photo.relative in paths):
        file, grade = file_of(match), _SURELY if match.verdict is Verdict.SURE else 1
        grades[file] = max(grade, grades.get(file, 0))
    return grades


def _date(photo: Photo) -> str:
    try:
        return day_taken(photo)
    except OSError:
        return ""
