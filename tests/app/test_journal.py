"""What changed since somebody asked last."""

from hypothesis import given
from hypothesis import strategies as st

from facefinder.app.journal import Journal

STATES = st.lists(st.dictionaries(st.integers(0, 5), st.integers(0, 3)), max_size=8)


@given(STATES, st.data())
def test_who_takes_over_the_changes_knows_everything(
    states: list[dict[int, int]], data: st.DataObject
) -> None:
    journal: Journal[int, int] = Journal()
    seen, known = 0, dict[int, int]()
    for state in states:
        journal.update(state)
        if not data.draw(st.booleans(), "asks"):
            continue
        if not journal.knows(seen):
            known = {}
        for key, value in journal.since(seen).items():
            if value is None:
                known.pop(key, None)  # what came and went meanwhile was never known
            else:
                known[key] = value
        seen = journal.revision
        assert known == state


def test_nothing_new_is_no_new_revision() -> None:
    journal: Journal[str, int] = Journal()
    journal.update({"a": 1})
    seen = journal.revision
    journal.update({"a": 1})
    assert journal.revision == seen
    assert journal.since(seen) == {}


def test_a_number_of_another_journal_means_nothing_here() -> None:
    earlier: Journal[str, int] = Journal()
    earlier.update({"a": 1})
    journal: Journal[str, int] = Journal()
    journal.update({"b": 2})
    assert not journal.knows(earlier.revision)
    assert journal.since(earlier.revision) == {"b": 2}
