"""What the action server answers is checked at every turn, the schema that it is checked against only once."""

from __future__ import annotations

import subprocess
import sys

from tests.processes import ROOT

OURS = """
import sys
from amends.run.without_tensorflow import StandIn
sys.meta_path.insert(0, StandIn())
from jsonschema.exceptions import ValidationError
from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction
from amends.bot.channel import FrontDeskChannel

FrontDeskChannel.from_credentials({"secret": "a secret"})
kind = validator_for(RemoteAction.action_response_format_spec())
checks, check = [], kind.check_schema
kind.check_schema = lambda schema: (checks.append(1), check(schema))
action = RemoteAction("action_meet", None)
slot = {"event": "slot", "timestamp": None, "name": "stage", "value": "asked"}
for result in (
    {"events": [slot], "responses": [{"text": "I'm sorry."}]},
    {"events": [], "responses": []},
    {"events": [{"event": "no such event"}], "responses": []},
    {"events": [], "responses": "none"},
):
    try:
        print(action._validate_action_result(result))
    except ValidationError as error:
        print("wrong:", "action_meet" in str(error))
print("checks of the schema:", len(checks))
"""
"""Rasa is imported in a process of its own, as `amends run` starts it."""


def test_every_result_is_checked_and_the_schema_once() -> None:
    ran = subprocess.run([sys.executable, "-c", OURS], capture_output=True, text=True, cwd=ROOT, check=False)
    told = ran.stdout.splitlines()
    assert told == ["True", "True", "wrong: True", "wrong: True", "checks of the schema: 1"], ran.stderr
