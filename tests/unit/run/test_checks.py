"""What is checked before anything starts, and that each refusal says what to do."""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from amends.run import checks
from amends.run.checks import alone, check_folder, check_ports, check_room
from amends.run.errors import AlreadyRunning, NoRoom, NotOurFolder, PortTaken, RunError
from amends.run.plan import Port


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(1)
        yield listener.getsockname()[1]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_free_ports_pass() -> None:
    check_ports([Port("127.0.0.1", free_port(), "AMENDS_PORT", "the front desk")])


def test_a_taken_port_is_refused_by_the_name_of_its_setting(taken: int) -> None:
    with pytest.raises(
        PortTaken, match=rf"^Port {taken} for Rasa is taken .* set AMENDS_RASA_PORT to a free"
    ):
        check_ports([Port("127.0.0.1", taken, "AMENDS_RASA_PORT", "Rasa")])


def test_two_of_ours_on_one_port_are_refused() -> None:
    number = free_port()
    ports = [Port("127.0.0.1", number, name, "it") for name in ("AMENDS_PORT", "AMENDS_ACTIONS_PORT")]
    with pytest.raises(PortTaken, match=f"AMENDS_ACTIONS_PORT and AMENDS_PORT are both {number}"):
        check_ports(ports)


def test_an_address_of_another_machine_is_refused() -> None:
    with pytest.raises(PortTaken, match="set AMENDS_HOST to an address of this machine"):
        check_ports([Port("192.0.2.1", free_port(), "AMENDS_PORT", "the front desk")])


def test_a_port_for_root_only_is_explained() -> None:
    words = checks._why(Port("127.0.0.1", 80, "AMENDS_PORT", "the front desk"), OSError(errno.EACCES, "no"))
    assert words == "Port 80 needs root's rights: set AMENDS_PORT to one above 1023."


def test_room_is_made_and_left_as_it_was(tmp_path: Path) -> None:
    check_room(tmp_path / "var", needed=1)
    assert list((tmp_path / "var").iterdir()) == []


def test_a_full_disk_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NoRoom, match=r"MB free and Amends needs .* free some, or set AMENDS_VAR"):
        check_room(tmp_path, needed=2**62)


def test_a_place_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file where the folder should be")
    with pytest.raises(RunError, match="set AMENDS_VAR to another folder"):
        check_room(tmp_path / "var")


def test_one_supervisor_works_on_a_folder(tmp_path: Path) -> None:
    with alone(tmp_path), pytest.raises(AlreadyRunning, match="stop it first"), alone(tmp_path):
        pass
    with alone(tmp_path):
        assert os.listdir(tmp_path) == ["run.lock"]  # noqa: PTH208


def test_a_folder_without_the_bots_files_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotOurFolder, match=r"^domain\.yml is not in "):
        check_folder(tmp_path)
