"""Errors of services: a code and the values that its sentence needs. The words are chosen where they are shown."""

from __future__ import annotations

from collections.abc import Mapping


class ServiceError(Exception):
    """What was asked for is not done, and the record is as it was.

    `code` names the reason; `fields` are the values that its sentence names, by slot. `amends.desk.error_texts` has
    the sentences.
    """

    def __init__(self, code: str, **fields: object) -> None:
        super().__init__(code)
        self.code = code
        self.fields: Mapping[str, object] = fields


class NotFound(ServiceError):
    """What was asked for is not on record."""


class Conflict(ServiceError):
    """The record no longer allows it, or not by this person: somebody else was first."""


class Invalid(ServiceError):
    """It cannot be done as it was written; the sentence says what to change."""
