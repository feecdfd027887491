"""What can keep Amends from running; each message is one sentence that says what to do."""

from __future__ import annotations


class RunError(Exception):
    """Amends cannot run; the message says why and what to do."""


class PortTaken(RunError):
    """Another program listens where one of ours should."""


class AlreadyRunning(RunError):
    """Another supervisor works on the same `var`."""


class NoRoom(RunError):
    """The disk is full, or nearly."""


class NotOurFolder(RunError):
    """The bot's files (domain.yml and so on) are not where they should be."""


class TrainingFailed(RunError):
    """Rasa could not train a model from the data."""


class CannotStart(RunError):
    """A process does not come up; `last_lines` are the end of what it printed, oldest first."""

    def __init__(self, message: str, last_lines: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.last_lines = last_lines


class ModelUnloadable(CannotStart):
    """Rasa says that it cannot load the trained model; training it again is the cure."""
