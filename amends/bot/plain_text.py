"""What a customer types is text: no command of Rasa's is read in it."""

from __future__ import annotations

COMMAND = "/"
HARMLESS_SLASH = "\N{FULLWIDTH SOLIDUS}"


def as_text(text: str) -> str:
    """Return a customer's text so that Rasa reads no command in it: a leading slash is only a slash."""
    bare = text.lstrip()
    return HARMLESS_SLASH + bare[1:] if bare.startswith(COMMAND) else text
