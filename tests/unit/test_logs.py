"""The log tells what went wrong and where, and never the words that were handled."""

from __future__ import annotations

import logging
import sys
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from amends.logs import WithoutValues, tell_errors
from amends.store.store import open_store

WORDS = "they shouted at my mother"


def _fail() -> ValueError:
    try:
        raise ValueError(WORDS)
    except ValueError as error:
        return error


@pytest.mark.parametrize("carried", ["error", "tuple", "current"])
def test_an_event_tells_an_errors_type_and_place_without_its_text(carried: str) -> None:
    error = _fail()
    try:
        raise error
    except ValueError:
        given = {"error": error, "tuple": sys.exc_info(), "current": True}[carried]
        told = tell_errors(None, "error", {"event": "answer_failed", "exc_info": given})
    assert told["error"] == "ValueError"
    assert "test_logs.py" in told["at"]
    assert WORDS not in str(told)
    assert "exc_info" not in told


def test_an_event_without_an_error_is_left_as_it_is() -> None:
    assert tell_errors(None, "info", {"event": "x", "exc_info": False}) == {"event": "x"}


def test_a_librarys_traceback_keeps_its_places_and_loses_its_text() -> None:
    error = _fail()
    carried = (type(error), error, error.__traceback__)
    record = logging.LogRecord("uvicorn.error", logging.ERROR, "x.py", 1, "Exception", (), carried)
    written = WithoutValues("%(message)s").format(record)
    assert "ValueError" in written
    assert "test_logs.py" in written
    assert WORDS not in written


def test_a_statement_that_fails_does_not_tell_what_was_written(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'amends.db'}")
    with pytest.raises(DBAPIError) as failed, store.engine.begin() as connection:
        connection.execute(text("INSERT INTO nowhere (said) VALUES (:said)"), {"said": WORDS})
    store.close()
    assert WORDS not in str(failed.value)
