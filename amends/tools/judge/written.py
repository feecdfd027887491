"""Written conversations, as the files of tests/judge hold them (docs/judge.md says what each field means)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from amends.cases.escalation import Reason
from amends.dialogue.turn import Stage

SHOP = Path("data/policy/shop.yml")
START = "start"
"""What a stage is called where nothing was asked yet."""


class NotWritten(ValueError):
    """A file of conversations that cannot be played; the message names it and says what to write."""


def _line(written: Any) -> Any:
    return {"say": written} if isinstance(written, str) else written


def _lines(written: Any) -> Any:
    return [_line(line) for line in written] if isinstance(written, list) else [_line(written)]


def _words(written: Any) -> Any:
    return [written] if isinstance(written, str) else written


Words = Annotated[tuple[str, ...], BeforeValidator(_words)]


class CustomerLine(BaseModel):
    """What the customer says next, and what should come of it.

    `frame`: labels that must be heard. `says`, `never`: names of lines that must, must not be said to it; `stage`: what
    is asked after it. `names`: words that must stand in the answer; `says_none`: words that must not. `tells`: what we
    know from then on (a key of KNOWN_BY in checks.py). `agrees`: they take what is offered, or want no more; a kind of
    gift: they take that and nothing else.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    say: str = ""
    press: str = ""
    frame: Words = ()
    says: Words = ()
    never: Words = ()
    stage: str = ""
    names: Words = ()
    says_none: Words = ()
    tells: Words = ()
    agrees: bool | str = False

    @model_validator(mode="after")
    def _says_or_presses(self) -> CustomerLine:
        if bool(self.say) == bool(self.press):
            raise ValueError("a line has either `say` or `press`")
        return self


Line = Annotated[CustomerLine, BeforeValidator(_line)]
Lines = Annotated[tuple[CustomerLine, ...], BeforeValidator(_lines)]


class WrittenConversation(BaseModel):
    """A customer, and how it should end.

    `when`: by what was asked (a stage, or the name of the bot's last line), the replies to it, each said once; `else`:
    the replies to anything else, in their order, while the bot has the conversation. `failures`: of ours that they
    tell, each due one apology. `before`: what they said in an earlier window, whose case `{case}` stands for. The rest
    is what the record must hold at the end; what is left out is not looked at.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    name: str
    who: str = ""
    opening: Line
    when: dict[str, Lines] = {}
    otherwise: Lines = Field((), alias="else")
    before: Words = ()
    mail: bool = False
    failures: int = Field(1, ge=0)
    given: Words | None = None
    settled: bool | None = None
    handed_over: bool | Words | None = None
    ledger: dict[str, Words] = {}
    facts: dict[str, str] = {}
    topic: Words = ()
    ends: Words = ()

    @model_validator(mode="after")
    def _reasons_are_known(self) -> WrittenConversation:
        if isinstance(self.handed_over, tuple):
            for reason in self.handed_over:
                Reason(reason)
        return self


class Kind(BaseModel):
    """A file of conversations of one kind. `danger`: whether they are all in plain danger (True), or only sound so."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: str
    policy: Path = SHOP
    danger: bool | None = None
    conversations: tuple[WrittenConversation, ...]


def read_kinds(folder: Path) -> list[Kind]:
    """Return the kinds that a folder holds, a file each. Raises NotWritten."""
    kinds = [_read(file) for file in sorted(folder.glob("*.yml")) if file.name != "floors.yml"]
    if not kinds:
        raise NotWritten(f"There are no conversations in {folder}.")
    names = [conversation.name for kind in kinds for conversation in kind.conversations]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise NotWritten(f"Two conversations in {folder} are called {twice[0]}: give each a name of its own.")
    return kinds


def _read(file: Path) -> Kind:
    try:
        return Kind.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))
    except (ValidationError, yaml.YAMLError) as wrong:
        raise NotWritten(f"{file}: {wrong}") from wrong


STAGES = frozenset({START, *(stage.value for stage in Stage)})
