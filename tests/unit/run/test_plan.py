"""Which processes there are, where they listen and with what environment."""

from __future__ import annotations

from pathlib import Path

import pytest

from amends.run.plan import Process, address, plan, ports, training_environment
from amends.settings import Settings

Plan = dict[str, Process]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(port=9080, rasa_port=9005, actions_port=9055, var=tmp_path)


@pytest.fixture
def planned(settings: Settings) -> Plan:
    return {process.name: process for process in plan(settings, Path("/models/current.tar.gz"))}


def test_there_are_three_processes_and_three_ports(settings: Settings, planned: Plan) -> None:
    assert set(planned) == {"front desk", "rasa", "actions"}
    assert [(port.number, port.setting) for port in ports(settings)] == [
        (9080, "AMENDS_PORT"),
        (9005, "AMENDS_RASA_PORT"),
        (9055, "AMENDS_ACTIONS_PORT"),
    ]


def test_the_bot_starts_before_the_front_desk(planned: Plan) -> None:
    assert planned["rasa"].stage == planned["actions"].stage < planned["front desk"].stage


def test_nothing_calls_home(settings: Settings, planned: Plan) -> None:
    assert training_environment(settings)["RASA_TELEMETRY_ENABLED"] == "false"
    assert all(process.environment["RASA_TELEMETRY_ENABLED"] == "false" for process in planned.values())


def test_only_the_front_desk_can_listen_beyond_this_machine(tmp_path: Path) -> None:
    outward = Settings(host="0.0.0.0", var=tmp_path)
    assert [port.host for port in ports(outward)] == ["0.0.0.0", "127.0.0.1", "127.0.0.1"]
    rasa = next(process for process in plan(outward, Path("m")) if process.name == "rasa")
    assert rasa.command[rasa.command.index("--interface") + 1] == "127.0.0.1"


def test_errors_stay_in_the_log(planned: Plan) -> None:
    silenced = planned["rasa"].environment["PYTHONWARNINGS"].split(",")
    assert all(entry.startswith("ignore::") for entry in silenced)
    assert not {"ignore", "ignore::Warning", "ignore::UserWarning", "ignore::RuntimeWarning"} & set(silenced)
    assert "LOG_LEVEL" not in planned["rasa"].environment


def test_health_is_asked_where_each_listens(planned: Plan) -> None:
    assert {name: process.health for name, process in planned.items()} == {
        "front desk": "http://127.0.0.1:9080/healthz",
        "rasa": "http://127.0.0.1:9005/webhooks/frontdesk/",
        "actions": "http://127.0.0.1:9055/health",
    }


@pytest.mark.parametrize(
    ("host", "shown"),
    [("127.0.0.1", "127.0.0.1"), ("0.0.0.0", "127.0.0.1"), ("::1", "[::1]"), ("10.1.2.3", "10.1.2.3")],
)
def test_the_address_is_one_that_a_browser_here_can_open(host: str, shown: str) -> None:
    assert address(Settings(host=host, port=81)) == f"http://{shown}:81"
