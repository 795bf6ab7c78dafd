"""The index of a search in the app, as it is while its drive is full or closed."""

from facefinder.app.run import Run


def let_index_be(run: Run, *, read_only: bool) -> None:
    """Let the index refuse what is written, or take it again, once the search's thread is free."""

    def soon() -> None:
        assert run.review is not None
        connection = run.review._search.session.index._connection
        connection.execute(f"PRAGMA query_only = {'ON' if read_only else 'OFF'}")

    run._jobs.add(soon)
