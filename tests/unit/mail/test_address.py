"""Only what is plainly one address is written to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.mail.address import BadAddress, read_address, same_address


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("anna@example.com", "anna@example.com"),
        ("  Anna.Brandt+amends@Mail.Example.COM ", "Anna.Brandt+amends@mail.example.com"),
        ("o'neil@example.co.uk", "o'neil@example.co.uk"),
    ],
)
def test_addresses_that_are_written_to(text: str, address: str) -> None:
    assert read_address(text) == address


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
        "anna@[127.0.0.1]",
        "anna@example.com\x00",
    ],
)
def test_what_is_none(text: str) -> None:
    with pytest.raises(BadAddress):
        read_address(text)


@given(st.text())
def test_whatever_is_taken_holds_no_break_space_or_second_address(text: str) -> None:
    try:
        address = read_address(text)
    except BadAddress:
        return
    assert address.count("@") == 1
    assert not any(c.isspace() or c in ",;<>()\"'\\" for c in address.replace("'", ""))
    assert read_address(address) == address


def test_people_write_their_address_in_capitals_too() -> None:
    assert same_address("Anna@Example.com ", "anna@example.COM")
    assert not same_address("anna@example.com", "hanna@example.com")
