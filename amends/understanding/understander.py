"""Reads messages with the heads of a trained model, without Rasa, TensorFlow or a server.

The heads of intent and topic come out of the model's archive, with the settings they were trained under; the
others are the committed ones. What it reads is what the pipeline of config.yml reads, head for head.
"""

from __future__ import annotations

import json
import tarfile
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from amends.understanding.answered import COMPLAINT
from amends.understanding.choice_head import REMEDY, ChoiceHead
from amends.understanding.choosing import (
    INTENT_DEFAULTS,
    TOPIC,
    IntentRule,
    choose_topic,
    intent_output,
)
from amends.understanding.emotion_head import EmotionHead
from amends.understanding.facts import entities_of, find_facts
from amends.understanding.features import Vector
from amends.understanding.head import ArtefactError
from amends.understanding.reading import Reading
from amends.understanding.sentence import features_of
from amends.understanding.sources import SourceError
from amends.understanding.yes_head import YesHead

INTENT = "intent"
READERS: Mapping[str, str] = {INTENT: "IntentReader", TOPIC: "TopicReader"}
"""The heads that lie in the model, and the component each belongs to."""


@dataclass(frozen=True, slots=True)
class Understander:
    """All heads of a model; safe to share between threads."""

    intent: ChoiceHead
    rule: IntentRule
    topic: ChoiceHead
    emotion: EmotionHead
    wants: YesHead
    complaint: YesHead

    def parse(self, text: str, feature: Vector, today: date) -> dict[str, Any]:
        """What Rasa's parse would say of a text; `today` is the customer's day."""
        parsed: dict[str, Any] = intent_output(self.intent.rank(feature), self.rule)
        complaint = parsed[INTENT]["name"] == COMPLAINT
        return {
            **parsed,
            "topic": choose_topic(self.topic.rank(feature), complaint=complaint),
            "emotion": self.emotion.emotion(feature).to_dict(),
            "wants": self.wants.chances(feature),
            "complaint": self.complaint.chances(feature)[COMPLAINT],
            "entities": entities_of(find_facts(text, today)),
        }

    def read(self, texts: Sequence[str], today: date) -> list[Reading]:
        """The readings of texts, in order. Many at once are faster than one by one."""
        return [
            Reading.from_parse(self.parse(text, feature, today))
            for text, feature in zip(texts, features_of(texts), strict=True)
        ]


def load_understander(model: Path) -> Understander:
    """The heads of the model at `model`. Raises SourceError where there is none, ArtefactError where it is damaged."""
    if not model.is_file():
        raise SourceError(f"There is no model at {model}. Train one with `make train`.")
    with tempfile.TemporaryDirectory(prefix="amends-model-") as folder:
        try:
            with tarfile.open(model) as archive:
                settings = _unpack(archive, Path(folder))
        except (tarfile.TarError, OSError, EOFError, KeyError, ValueError) as error:
            raise ArtefactError(f"{model} is damaged or no model of ours ({error}). {REMEDY}") from error
        intent = ChoiceHead.load(Path(folder), INTENT)
        return Understander(
            intent=intent,
            rule=IntentRule.of({**INTENT_DEFAULTS, **settings}, intent.least, intent.noticed_from),
            topic=ChoiceHead.load(Path(folder), TOPIC),
            emotion=EmotionHead.load(),
            wants=YesHead.load("wants"),
            complaint=YesHead.load(COMPLAINT),
        )


def _unpack(archive: tarfile.TarFile, folder: Path) -> Mapping[str, Any]:
    """Copy the heads' files into `folder` (by their own names, never by the archive's paths); return the settings."""
    settings: Mapping[str, Any] = {}
    for member in archive.getmembers():
        path = Path(member.name)
        for head, reader in READERS.items():
            wanted = path.name in {f"{head}.json", f"{head}.safetensors"} and reader in path.parent.name
            if member.isfile() and wanted:
                (folder / path.name).write_bytes(_bytes_of(archive, member))
        if member.isfile() and path.name == "metadata.json":
            schema = json.loads(_bytes_of(archive, member))["predict_schema"]["nodes"]
            settings = next(
                (node["config"] for node in schema.values() if node["uses"].endswith("IntentReader")), {}
            )
    return settings


def _bytes_of(archive: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    file = archive.extractfile(member)
    return file.read() if file is not None else b""
