"""E-mail addresses: whole ones only, in one normal form, that any mail server can be handed."""

from __future__ import annotations

from email_validator import EmailNotValidError, ValidatedEmail, validate_email

_FULL_WIDTH = {0xFF01 + at: 0x21 + at for at in range(0x5E)}
"""The ASCII letters and signs as keyboards for Chinese and Japanese write them."""


class BadAddress(ValueError):
    """This is no e-mail address that we can write to."""

    def __init__(self) -> None:
        super().__init__("This is no e-mail address that we can write to; write one like anna@example.com.")


def read_address(text: str) -> str:
    """Return the address in its normal form: nothing around it, its domain in lower case, in Unicode (NFC).

    No display name, no quotes, no comment, no line break: one address. An address whose part before the @ is not
    ASCII needs a mail server with SMTPUTF8, which not every one has: it is refused. Raises BadAddress.
    """
    return _read(text).normalized


def ascii_form(address: str) -> str:
    """Return an address as it goes over the wire, its domain in ASCII (IDNA). Raises BadAddress."""
    ascii_email = _read(address).ascii_email
    if ascii_email is None:
        raise BadAddress
    return ascii_email


def comparable(text: str) -> str:
    """Return what two ways to write one address have in common; people don't tell capitals apart in it.

    What is no address is only put in lower case.
    """
    try:
        return read_address(text).lower()
    except BadAddress:
        return text.strip().lower()


def same_address(one: str, other: str) -> bool:
    """Say whether two texts are the same address."""
    return comparable(one) == comparable(other)


def _read(text: str) -> ValidatedEmail:
    try:
        return validate_email(
            text.strip().translate(_FULL_WIDTH),
            strict=True,
            allow_smtputf8=False,
            allow_quoted_local=False,
            allow_domain_literal=False,
            allow_display_name=False,
            check_deliverability=False,
        )
    except (EmailNotValidError, UnicodeError):
        raise BadAddress from None
