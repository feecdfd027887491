"""Sentences of responsibility that an operator has approved for a known incident (METHOD R1).

Exactly such a sentence may follow the bare apology while its incident is in force: "I'm sorry. We lost your
parcel." It is data, in a file with a schema; an error names the file and says what to write instead.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import yaml
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError, model_validator

from amends.apology.gate import bare_apology, check
from amends.apology.plain import plain_breaches
from amends.apology.rules import find_language
from amends.apology.verdict import Verdict
from amends.apology.words import sentences_in

LONGEST = 160
"""Characters of a sentence of responsibility."""


class IncidentsError(Exception):
    """A file of incidents that cannot be used; the message names the file, the place and what to write."""


class Incident(BaseModel):
    """Something that we know went wrong on our side. `begins` and `ends` are aware, half-open.

    `sentences`: what we say of it, by language; said to who complains of `topic` in that time.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    id: str = Field(pattern=r"^[a-z0-9-]+$", max_length=60)
    topic: str = Field(pattern=r"^[a-z_]+$")
    begins: AwareDatetime = Field(alias="from")
    ends: AwareDatetime = Field(alias="until")
    sentences: dict[str, str] = Field(min_length=1)

    @model_validator(mode="after")
    def _is_fit(self) -> Incident:
        if self.begins >= self.ends:
            raise ValueError("`from` has to be before `until`")
        for lang, sentence in self.sentences.items():
            for problem in _problems(lang, sentence):
                raise ValueError(f"sentences.{lang}: {problem} [{sentence}]")
        return self

    def is_in_force(self, now: datetime) -> bool:
        """Whether what it says may be said at `now` (aware)."""
        return self.begins <= now < self.ends

    @property
    def needs_approval(self) -> tuple[str, ...]:
        """Its sentences that the gate would stop without it."""
        return tuple(
            sentence
            for lang, sentence in self.sentences.items()
            if check(f"{bare_apology(lang)} {sentence}", lang=lang).breaches
        )


@dataclass(frozen=True, slots=True)
class Incidents:
    """The incidents an operator has put on file."""

    all: tuple[Incident, ...] = ()

    def approved(self, now: datetime) -> tuple[str, ...]:
        """Every sentence that may follow an apology at `now`."""
        return tuple(sentence for one in self.in_force(now) for sentence in one.sentences.values())

    def sentence_for(self, topic: str | None, *, lang: str, now: datetime) -> str | None:
        """What to say to somebody who complains of a topic, or None; of several incidents the newest counts."""
        fitting = [one for one in self.in_force(now) if one.topic == topic and lang in one.sentences]
        return max(fitting, key=lambda one: one.begins).sentences[lang] if fitting else None

    def in_force(self, now: datetime) -> Iterator[Incident]:
        """The incidents of `now`."""
        return (one for one in self.all if one.is_in_force(now))


def load_incidents(path: Path, *, topics: Collection[str] = ()) -> Incidents:
    """Read and validate a file of incidents; where `topics` are given, no other may stand in it.

    Raises IncidentsError.
    """
    try:
        entries = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except (OSError, UnicodeDecodeError) as error:
        raise IncidentsError(
            f"{path}: cannot be read ({error}). Give a file of incidents, or an empty one."
        ) from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise IncidentsError(f"{path}:{mark.line + 1 if mark else 1}: this is not YAML.") from error
    given = entries.get("incidents") if isinstance(entries, dict) else None
    if not isinstance(given, list):
        raise IncidentsError(f"{path}: write `incidents:` and a list of them; `incidents: []` for none")
    incidents = Incidents(tuple(_read(path, number, entry) for number, entry in enumerate(given, 1)))
    _check_together(path, incidents, topics)
    return incidents


def _read(path: Path, number: int, entry: object) -> Incident:
    try:
        return Incident.model_validate(entry)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise IncidentsError(f"{path}: incident {number}: {place or 'all of it'}: {first['msg']}") from error


def _check_together(path: Path, incidents: Incidents, topics: Collection[str]) -> None:
    ids = [one.id for one in incidents.all]
    twice = next((one for one in ids if ids.count(one) > 1), None)
    if twice:
        raise IncidentsError(f"{path}: `{twice}` is there twice; give each incident an id of its own")
    for one in incidents.all:
        if topics and one.topic not in topics:
            raise IncidentsError(
                f"{path}: {one.id}: there is no topic `{one.topic}`; write one of {', '.join(topics)}"
            )


def _problems(lang: str, sentence: str) -> Iterator[str]:
    """What keeps a sentence from being said; the operator's approval covers an excuse and nothing more."""
    if find_language(lang) is None:
        yield "there are no apology rules for this language; write its ISO 639-1 code, such as en"
        return
    if not sentence.endswith(".") or sentence != sentence.strip() or len(sentence) > LONGEST:
        yield f"write one sentence of at most {LONGEST} characters that ends with a full stop"
    if sentences_in(sentence) != 1:
        yield "write one sentence"
    if check(sentence, lang=lang).has_apology:
        yield "leave the apology out; it stands alone, before this sentence (M3)"
    together = check(f"{bare_apology(lang)} {sentence}", lang=lang)
    if together.verdict is Verdict.QUALIFIED:
        yield f"it takes the apology back: {together.breaches[0].reason}"
    yield from plain_breaches(sentence, lang=lang)
