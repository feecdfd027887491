"""What the action server answers is checked against Rasa's schema, and the schema itself only once.

Rasa hands its schema to `jsonschema.validate`, which first checks the schema against the schema of schemas, at every
turn anew: half of what a turn cost in Rasa (docs/decisions/lean-rasa.md).
"""

from __future__ import annotations

from functools import cache
from typing import Any

from jsonschema.exceptions import best_match
from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction


def check_the_schema_once() -> None:
    """Have Rasa's remote actions check their results with one validator for all turns."""
    RemoteAction._validate_action_result = _check_result


def _check_result(action: RemoteAction, result: dict[str, Any]) -> bool:
    """Return True for a result that Rasa can use. Raises jsonschema's ValidationError for any other."""
    wrong = best_match(_validator().iter_errors(result))
    if wrong is not None:
        wrong.message += f". The action server's answer to {action.name()} is not what Rasa expects."
        raise wrong
    return True


@cache
def _validator() -> Any:
    schema = RemoteAction.action_response_format_spec()
    kind = validator_for(schema)
    kind.check_schema(schema)
    return kind(schema)
