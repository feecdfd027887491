"""What a language has to bring so that a customer's words can be said back to them (METHOD M5, M13, R6).

In its patterns blanks are layout, `_` is a space and `{name}` one of its `sets`, which are words parted by blanks. A
clause that none of its frames recognises is never said back, so a new language may start with few frames and is safe
from the first.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FrameWords(_Model):
    """A shape of clause that may be said back, as it is written in the file."""

    pattern: str = Field(description="has to match the whole clause")
    say: str = Field(
        default="{whole}", description="filled with the groups, each turned to the second person"
    )
    weight: int = Field(default=3, ge=0, le=9, description="how telling the shape is")
    telling: bool = Field(
        default=True, description="stands alone; otherwise it needs a word of trouble, or company"
    )
    kind: str = Field(default="", description="the name joints know it by; `bare` lacks its article")
    elliptic: bool = Field(default=False, description="the subject may be missing and must be the customer's")
    swap: dict[str, str] = Field(default_factory=dict, description="other forms for what a group holds")


class FrameTable(_Model):
    """Frames written once and made for each row of a table; `starts` is what all of them start with."""

    each: str
    columns: tuple[str, ...]
    starts: str
    frames: tuple[FrameWords, ...]


class ReflectionWords(_Model):
    """The words and shapes by which a language says a customer's words back to them.

    Reading: `repairs` mend spelling, `acronyms` keep their capitals, `small_words` lose them when shouted and
    `plain_nouns` always, `asking` starts a question, `joint` parts clauses (group 1 is the word between),
    `openers` and `closers` are cut off, `too` among them means "as well", a clause may end before any `cut`.
    Refusing: `crisis` silences the whole reflection; `never_words`, `first_names`, `never_stems` and `never` drop a
    clause, and so does an `addressed` company that the `company` rewrites left.
    Saying: the `frames`, then the `person` rewrites. `trouble`, `figure` and a `vague` start weigh a clause. `joints`
    join two kinds (`*` is any) whose joining word is `joinable`; `lists` is the kind that makes lists of three.
    `coordinating` words may join two subjects as well. Two that start with `subject` make `same_subject`;
    `named_subject` and `first_person` start a clause that has its subject. `also` leads a further loss.
    `unsound` is what no finished sentence may contain. `topics` are said when the customer's words can't be.
    """

    sets: dict[str, str]
    tables: dict[str, tuple[tuple[str, ...], ...]]
    acronyms: str
    small_words: str
    plain_nouns: str
    repairs: tuple[tuple[str, str], ...]
    asking: str
    joint: str
    joinable: tuple[str, ...]
    coordinating: tuple[str, ...]
    openers: str
    closers: str
    cut: str
    too: str
    crisis: str
    never_words: str
    first_names: str
    never_stems: str
    never: str
    company: tuple[tuple[str, str], ...]
    addressed: str
    person: tuple[tuple[str, str], ...]
    frames: tuple[FrameWords | FrameTable, ...]
    trouble: str
    figure: str
    vague: str
    joints: dict[str, str]
    lists: str
    named_subject: str
    first_person: str
    subject: str
    same_subject: str
    also: str
    unsound: tuple[str, ...]
    topics: dict[str, tuple[str, ...]]
