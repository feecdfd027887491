"""Reads what customers wrote from a file of JSON lines with `text`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path


class PlayError(Exception):
    """The file cannot be played; the message says why and what to do."""


class UnreadableFile(PlayError):
    """The file, or a line of it, is not what `play` reads."""


@dataclass(frozen=True, slots=True)
class PlayLine:
    """One customer's message; `number` is its line in the file, from 1."""

    number: int
    text: str


def read_play_lines(path: Path, *, limit: int | None = None) -> list[PlayLine]:
    """Return the messages of the file, the first `limit` if given. Empty lines are passed over.

    Raises UnreadableFile, with the number of the line, for anything that is no JSON object with a `text`.
    """
    try:
        lines = list(islice(_lines(path), limit))
    except OSError as error:
        raise UnreadableFile(
            f"{path} cannot be read: {error.strerror}. Name a file of JSON lines."
        ) from error
    if not lines:
        raise UnreadableFile(f'{path} holds no messages. Write one JSON object a line: {{"text": "..."}}')
    return lines


def _lines(path: Path) -> Iterator[PlayLine]:
    with path.open("rb") as file:
        for number, raw in enumerate(file, start=1):
            if raw.strip():
                yield PlayLine(number, _text(path, number, raw))


def _text(path: Path, number: int, raw: bytes) -> str:
    where = f"Line {number} of {path}"
    wanted = 'write one JSON object a line: {"text": "..."}'
    try:
        read = json.loads(raw.decode("utf-8-sig" if number == 1 else "utf-8"))
    except UnicodeDecodeError as error:
        raise UnreadableFile(f"{where} is not UTF-8: save the file as UTF-8.") from error
    except ValueError as error:
        raise UnreadableFile(f"{where} is not JSON ({error}): {wanted}") from error
    text = read.get("text") if isinstance(read, dict) else None
    if not isinstance(text, str) or not text.strip():
        raise UnreadableFile(f"{where} has no `text`: {wanted}")
    return text
