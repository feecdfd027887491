"""An address in a message is taken whole or not at all: a part of one is somebody else's (METHOD M9)."""

from __future__ import annotations

import unicodedata
from typing import Literal, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.understanding.addresses import find_addresses, gives_no_usable_address

Form = Literal["NFC", "NFD", "NFKC", "NFKD"]


def read_in(text: str) -> list[str | None]:
    return [written.address for written in find_addresses(text)]


@pytest.mark.parametrize("form", get_args(Form))
@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("write to o'leary@example.com", "o'leary@example.com"),
        ("it is r&d@example.com, thanks", "r&d@example.com"),
        ('o’leary’s is "o\'leary@example.com"', "o'leary@example.com"),
        ("anna@müller.de please", "anna@müller.de"),
        ("anna@ĐƠNHÀNG.vn", "anna@đơnhàng.vn"),
        ("anna@xn--mller-kva.de", "anna@müller.de"),
        ("anna@пример.рф", "anna@пример.рф"),
        ("Anna <Anna.B@Example.Com>", "anna.b@example.com"),
        ("ａｎｎａ＠ｅｘａｍｐｌｅ．ｃｏｍ", "anna@example.com"),
        ("my mail:anna@example.com.", "anna@example.com"),
        ("mailto:anna_b@example.co.uk!", "anna_b@example.co.uk"),
        ("is it anna@example.com?", "anna@example.com"),
        ("(anna@example.com)", "anna@example.com"),
        ("'anna@example.com'", "anna@example.com"),
        ("‘anna@example.com’ it was", "anna@example.com"),
        ("**anna@example.com**", "anna@example.com"),
        ("anna@example.com—that one", "anna@example.com"),
        ("anna@example.com... or call me", "anna@example.com"),
        ("anna@example.com's inbox", "anna@example.com"),
        ("anna@example.com😊", "anna@example.com"),
        ("\u200banna@example.com\u200b", "anna@example.com"),
        ("anna+shop@mail.google.com", "anna+shop@mail.google.com"),
        ("anna@gmail.Com", "anna@gmail.com"),
        ("ANNA@EXAMPLE.COM", "anna@example.com"),
        ("x@cs.au.dk", "x@cs.au.dk"),
    ],
)
def test_a_whole_address_is_taken(text: str, address: str, form: Form) -> None:
    assert read_in(unicodedata.normalize(form, text)) == [address]


@pytest.mark.parametrize("form", get_args(Form))
@pytest.mark.parametrize(
    "text",
    [
        "müller@example.com",
        "cô.lan@thư.vn",
        "İsmail@örnek.com.tr",
        "anna@example.com.Thanks for nothing",
        "anna@example.com.My order is late",
        "anna@web.de.Bitte schnell",
        "anna@example.com.it came late",
        "anna@example.com-thanks",
        "anna@example.com/peter",
        "anna@a.com/peter@b.com",
        "anna@a.com&peter@b.com",
        "anna@exam\u00adple.com",
        "an\u200bna@example.com",
        "anna.@example.com",
        "..anna@example.com",
        "a..b@example.com",
        "mail=anna@example.com",
        "'anna@example.com",
        "https://anna:secret@example.com/x",
        "anna@example.c",
        "anna@example.com2",
        f"{'a' * 65}@example.com",
        f"anna@{'b' * 400}.com",
    ],
)
def test_what_is_no_sure_address_is_not_taken_in_part(text: str, form: Form) -> None:
    assert read_in(unicodedata.normalize(form, text)) == [None]
    assert gives_no_usable_address(unicodedata.normalize(form, text))


@pytest.mark.parametrize(
    "text", ["me @ home", "sam@home", "p@ssword", "5@10.50€", "@shop help", "100%@once", "no address", ""]
)
def test_not_every_at_sign_is_an_address(text: str) -> None:
    assert read_in(text) == []
    assert not gives_no_usable_address(text)


def test_one_that_can_be_written_to_is_enough() -> None:
    assert read_in("müller@example.com or mueller@example.com") == [None, "mueller@example.com"]
    assert not gives_no_usable_address("müller@example.com or mueller@example.com")


@given(
    local=st.text(st.sampled_from("abz09.'&+-_üı\u0308ｚ\u200b"), min_size=1, max_size=12),
    before=st.text(st.sampled_from("a.'&+-_ü,( \u0308"), max_size=3),
    after=st.text(st.sampled_from("a.'&+-_ü,) :\u0308@"), max_size=3),
)
def test_no_letter_stands_beside_what_is_taken(local: str, before: str, after: str) -> None:
    """Whatever could belong to an address and touches the one taken would make it another."""
    text = f"{before}{local}@example.com{after}"
    for written in find_addresses(text):
        if written.address is None:
            continue
        assert not text[: written.start][-1:].strip("( ,.'\u200b")
        assert not text[written.end :][:1].isalnum()
        assert unicodedata.combining((text[written.end :] + " ")[0]) == 0


def test_work_grows_no_faster_than_the_text() -> None:
    """However many there are, only so many are looked at."""
    assert len(read_in("anna@example.com " * 400)) == 32
