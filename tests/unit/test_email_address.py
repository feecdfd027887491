"""Only what is plainly one address is written to, and each in one form."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.email_address import BadAddress, ascii_form, comparable, read_address, same_address


@pytest.mark.parametrize(
    ("text", "address", "wire"),
    [
        ("anna@example.com", "anna@example.com", "anna@example.com"),
        (
            "  Anna.Brandt+amends@Mail.Example.COM ",
            "Anna.Brandt+amends@mail.example.com",
            "Anna.Brandt+amends@mail.example.com",
        ),
        ("o'neil@example.co.uk", "o'neil@example.co.uk", "o'neil@example.co.uk"),
        ("r&d@example.com", "r&d@example.com", "r&d@example.com"),
        ("anna@müller.example", "anna@müller.example", "anna@xn--mller-kva.example"),
        ("anna@mu\u0308ller.example", "anna@müller.example", "anna@xn--mller-kva.example"),
        ("anna@xn--mller-kva.example", "anna@müller.example", "anna@xn--mller-kva.example"),
        ("anna@例子.example", "anna@例子.example", "anna@xn--fsqu00a.example"),
        ("ａｎｎａ＠ｅｘａｍｐｌｅ．ｃｏｍ", "anna@example.com", "anna@example.com"),
    ],
)
def test_addresses_that_are_written_to(text: str, address: str, wire: str) -> None:
    assert (read_address(text), ascii_form(text)) == (address, wire)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "anna",
        "anna@localhost",
        "anna@@example.com",
        "anna@example.com,eve@example.com",
        "anna@example.com\nBcc: eve@example.com",
        "anna@example.com\r\nBcc: eve@example.com",
        "Anna <anna@example.com>",
        '"anna b"@example.com',
        "anna@-example.com",
        "anna@example..com",
        ".anna@example.com",
        f"{'a' * 65}@example.com",
        f"a@{'b' * 250}.com",
        "ännä@example.com",
        "a\u0308nna@example.com",
        "anna@[127.0.0.1]",
        "anna@example.com\x00",
        "anna@exam\u00adple.com",
        "an\u200bna@example.com",
        "\ud800@example.com",
        "anna@\ud800.com",
    ],
)
def test_what_is_none(text: str) -> None:
    with pytest.raises(BadAddress):
        read_address(text)


@given(st.text(), st.text(max_size=20))
def test_whatever_is_taken_is_one_address_that_any_server_can_be_handed(text: str, more: str) -> None:
    for given_text in (text, f"{more}@{text}", f"anna{more}@example.com", f"anna@{more}.com"):
        try:
            address = read_address(given_text)
        except BadAddress:
            continue
        assert address.count("@") == 1
        assert not any(c.isspace() or c in ',;<>()"\\' for c in address)
        assert address == unicodedata.normalize("NFC", address)
        assert read_address(address) == address == read_address(ascii_form(address))
        assert ascii_form(address).isascii()


def test_people_write_their_address_in_capitals_too() -> None:
    assert same_address("Anna@Example.com ", "anna@example.COM")
    assert same_address("anna@MÜLLER.example", "Anna@xn--mller-kva.example")
    assert not same_address("anna@example.com", "hanna@example.com")


def test_what_is_no_address_is_compared_as_it_is() -> None:
    assert comparable(" Nobody ") == "nobody"
    assert not same_address("nobody", "anna@example.com")
