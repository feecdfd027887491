"""Policy files: a fault is told with file, line and what to write; the version is chosen by date."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from amends.redress.loading import Policies, PolicyError, load_policies, load_policy

GOOD = """\
version: shop-1
in_force_from: 2026-01-01
currency: EUR
authority:
  bot: {offer: 10, case: 20, customer_year: 30}
  agent: {offer: 100, case: 100, customer_year: 100}
  lead: {offer: 100, case: 100, customer_year: 100}
rules:
  - id: late
    topics: [late_delivery]
    needs: [order_number]
    why: It came too late.
    gives:
      - kind: voucher
        amount: {fixed: 6.95}
"""


def write(folder: Path, text: str, name: str = "policy.yml") -> Path:
    """Write a policy file."""
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(text)
    return path


def test_numbers_are_exactly_what_is_written(tmp_path: Path) -> None:
    policy = load_policy(write(tmp_path, GOOD))
    assert policy.rules[0].gives[0].amount.fixed == Decimal("6.95")
    assert policy.in_force_from == datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("old", "new", "line", "told"),
    [
        ("version: shop-1\n", "", 1, "`version` is missing. It says: Its name on the record"),
        ("version: shop-1", "version: [", 3, "this is not YAML"),
        ("currency: EUR", "currency: euro", 3, "`euro` is no currency: write its ISO 4217 code"),
        ("currency: EUR", "currency: JPY", 1, "6.95 cannot be paid in JPY: write multiples of 1"),
        ("2026-01-01", "soon", 2, "`soon` is no date: write one such as `2026-01-01`"),
        ("2026-01-01", "2026-01-01T08:00:00", 2, "has no time zone"),
        ("    topics:", "    topic:", 10, r"`rules\[1\].topic` is no field of a policy. Write `topics`."),
        ("[late_delivery]", "[late]", 10, "`late` is no topic: write `any` or some of late_delivery"),
        ("[order_number]", "[shoe_size]", 11, "`shoe_size` cannot be asked for"),
        ("[order_number]", "[date]", 11, "nobody can hold a cap"),
        ("kind: voucher", "kind: vaucher", 14, "'refund', 'replacement'"),
        ("{fixed: 6.95}", "{fixed: lots}", 15, "valid decimal"),
        ("{fixed: 6.95}", "{percent: 5}", 15, "write exactly one of"),
        ("bot: {offer: 10,", "bot: {offer: 50,", 5, "write caps that grow"),
        ("bot: {offer: 10, case: 20", "bot: {offer: 10, case: 20, case: 25", 5, "`case` stands here twice"),
        ("customer_year: 30}", "customer_year: 300}", 4, "an agent may give at least what the bot may"),
        ("{offer: 10, case: 20, customer_year: 30}", "10", 5, "write fields here"),
    ],
)
def test_a_fault_is_told_with_its_line_and_what_to_write(
    tmp_path: Path, old: str, new: str, line: int, told: str
) -> None:
    assert old in GOOD
    path = write(tmp_path, GOOD.replace(old, new, 1))
    with pytest.raises(PolicyError, match=rf"{path}:{line}: .*{told}"):
        load_policy(path)


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    path = write(tmp_path, GOOD.replace("EUR", "euro").replace("kind: voucher", "kind: gold"))
    with pytest.raises(PolicyError, match=rf"{path}:3: (.|\n)*{path}:14: "):
        load_policy(path)


def test_two_rules_of_one_name_are_refused(tmp_path: Path) -> None:
    rule = GOOD[GOOD.index("  - id: late") :]
    with pytest.raises(PolicyError, match="two rules are called `late`"):
        load_policy(write(tmp_path, GOOD + rule))


def test_a_file_that_is_not_there_says_which_setting() -> None:
    with pytest.raises(PolicyError, match="AMENDS_POLICY"):
        load_policies(Path("no/such/policy.yml"))


def versions(folder: Path) -> Policies:
    """Two versions in a folder, the later one named so that it comes first."""
    write(folder, GOOD, "b.yml")
    write(
        folder, GOOD.replace("shop-1", "shop-2").replace("2026-01-01", "2026-07-01T00:00:00+02:00"), "a.yml"
    )
    return load_policies(folder)


@pytest.mark.parametrize(
    ("moment", "version"),
    [
        (datetime(2025, 1, 1, tzinfo=UTC), "shop-1"),
        (datetime(2026, 6, 30, 21, 59, 59, tzinfo=UTC), "shop-1"),
        (datetime(2026, 6, 30, 22, 0, tzinfo=UTC), "shop-2"),
        (datetime(2030, 1, 1, tzinfo=UTC), "shop-2"),
    ],
)
def test_the_version_in_force_is_chosen_by_the_date(tmp_path: Path, moment: datetime, version: str) -> None:
    assert versions(tmp_path).at(moment).version == version


def test_an_old_version_is_found_by_its_name(tmp_path: Path) -> None:
    old = versions(tmp_path).version("shop-1")
    assert old is not None
    assert old.version == "shop-1"
    assert versions(tmp_path).version("shop-0") is None


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("shop-1", "shop-2"), "the same moment"),
        (("2026-01-01", "2026-02-01"), "in another file too"),
    ],
)
def test_versions_that_contradict_each_other_are_refused(
    tmp_path: Path, change: tuple[str, str], told: str
) -> None:
    write(tmp_path, GOOD, "one.yml")
    write(tmp_path, GOOD.replace(*change), "two.yml")
    with pytest.raises(PolicyError, match=told):
        load_policies(tmp_path)


def test_an_empty_folder_says_what_to_put_there(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match=r"Put a \.yml file"):
        load_policies(tmp_path)
