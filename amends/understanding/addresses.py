"""E-mail addresses in a text: taken whole or not at all, since a part of one is somebody else's."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice, takewhile
from typing import Final

from publicsuffixlist import PublicSuffixList

from amends.email_address import BadAddress, ascii_form, comparable

_TOKEN: Final = re.compile(r"""[^\s<>()\[\]"“”„«»‹›,;:\\…–—（）「」『』、，；：]+""")
"""What may hold an address: no sign in it ends one, or stands before one."""

_AT: Final = re.compile("[@＠]")
_POINT: Final = re.compile("[.。．｡]")
_OPENING: Final = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff*'‘’¿¡]*")
"""What may stand before an address in its token: signs that are not seen, quotation marks, markup."""

_POSSESSIVE: Final = re.compile(r"['’]s(?![^\W_])")
_LETTER: Final = re.compile(r"[^\W_]")
_WORD: Final = re.compile(r"[^\W\d_]")

_AMBIGUOUS: Final = re.compile(r"[/=|{}`*]")
"""Signs that an address may have by the standard, and that in a message stand for something else: `mail=anna@…`."""

_SHOWN: Final = ".example"
"""The ending of addresses in what is shown and tried (RFC 2606); no list of real endings has it."""

_RUN_ON: Final = frozenset({"com", "net", "org"})
"""`anna@example.com.it came late`: an own domain of such a name under another ending is a sentence that runs on."""

_LONGEST: Final = 320
_MOST: Final = 32
"""So many characters an address has at most with what stands around it, and so many in a message are looked at."""


@dataclass(frozen=True, slots=True)
class Written:
    """What is written as an e-mail address, and where. `address`: in lower case, None where we can't write to it."""

    address: str | None
    start: int
    end: int


def find_addresses(text: str) -> Iterator[Written]:
    """What looks like an e-mail address, in the order of the text, with the address it is."""
    tokens = (token for token in _TOKEN.finditer(text) if _AT.search(token[0]))
    for token in islice(tokens, _MOST):
        start, end = token.span()
        found = None if len(token[0]) > _LONGEST else _address_in(token[0])
        if found is not None:
            yield Written(comparable(found[0]), start + found[1], start + found[2])
        elif _looks_like_one(token[0]):
            yield Written(None, start, end)


def gives_no_usable_address(text: str) -> bool:
    """Whether they write an e-mail address, and none in the message is one that we can write to."""
    addresses = [written.address for written in find_addresses(text)]
    return bool(addresses) and not any(addresses)


def _address_in(token: str) -> tuple[str, int, int] | None:
    """The one address that a token is, and where in it; None where it is none, or not surely."""
    local, *domains = _AT.split(token)
    if len(domains) != 1:
        return None
    opening = _OPENING.match(local)
    first = opening.end() if opening else 0
    written = "".join(takewhile(_may_stand_in_a_domain, domains[0])).rstrip("-.。．｡")
    rest = domains[0][len(written) :]
    if (
        _AMBIGUOUS.search(local, first)
        or _LETTER.search(_POSSESSIVE.sub("", rest))
        or not _closes(local[:first], rest)
    ):
        return None
    try:
        address = ascii_form(f"{local[first:]}@{written}")
    except BadAddress:
        return None
    end = len(local) + 1 + len(written)
    return (address, first, end) if _ends_like_an_address(address, written) else None


def _closes(before: str, after: str) -> bool:
    """Whether what stands before an address is no sign of its own: a quotation mark that is closed after it."""
    signs = {"‘": "’"}
    return all(signs.get(sign, sign) in after for sign in before if sign in "*'‘’")


def _ends_like_an_address(address: str, written: str) -> bool:
    """Whether the domain is one that there can be, and not the start of the next sentence (`….com.Thanks`)."""
    domain = address.rpartition("@")[2]
    before, last = _POINT.split(written)[:-1], _POINT.split(written)[-1]
    if last[:1].isupper() and any(map(str.islower, before)) and _endings().privatesuffix(".".join(before)):
        return False
    if domain.endswith(_SHOWN):
        return True
    own = _endings().privatesuffix(domain)
    return own is not None and (own == domain or own.partition(".")[0] not in _RUN_ON)


def _may_stand_in_a_domain(letter: str) -> bool:
    return letter.isalnum() or letter in "-.。．｡" or unicodedata.category(letter).startswith("M")


def _looks_like_one(token: str) -> bool:
    """Whether it is meant as an address: something before the sign, and words with a point between them after it."""
    local, *domains = _AT.split(token)
    return bool(_LETTER.search(local)) and any(
        len(parts) > 1 and all(map(_WORD.search, parts[:2]))
        for parts in (_POINT.split(domain) for domain in domains)
    )


@cache
def _endings() -> PublicSuffixList:
    return PublicSuffixList(accept_unknown=False)
