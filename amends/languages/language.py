"""A language: everything that is said in it and by which it is understood, loaded once and never changed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from amends.languages.consent_words import ConsentWords
from amends.languages.formats import Formats
from amends.languages.line import Line
from amends.languages.naming_words import NamingWords
from amends.languages.policy_words import IdeaWords, PromiseWords
from amends.languages.reflection_words import ReflectionWords
from amends.languages.standards import Standard
from amends.languages.wording import Sentence, Spoken, Wording, filled_buttons


@dataclass(frozen=True, eq=False)
class Language:
    """One language; each field but the first is a file of its folder (docs/languages.md).

    `code`: ISO 639-1. Every method raises KeyError for a name or a slot that does not exist.
    """

    code: str
    formats: Formats
    dialogue: Mapping[str, Wording]
    answers: Mapping[str, re.Pattern[str]]
    system: Mapping[str, Sentence]
    mail: Mapping[str, str]
    letters: Mapping[str, str]
    promises: PromiseWords
    ideas: IdeaWords
    reflection: ReflectionWords
    naming: NamingWords
    consent: ConsentWords
    standards: tuple[Standard, ...]

    def speak(self, line: Line, *, times: int = 0) -> Spoken:
        """Return a line of the dialogue with its slots filled in, and its buttons.

        Several wordings take turns: `times` is how often the line was said before in this conversation.
        """
        wording = self.dialogue[line.name]
        text = wording.variants[times % len(wording.variants)].format(**line.slots)
        return Spoken(line, text, tuple(filled_buttons(wording.buttons, line.slots)))

    def say(self, name: str, /, **slots: str) -> str:
        """Return a sentence of the front desk with its slots filled in; one that counts has the number in `count`."""
        sentence = self.system[name]
        if isinstance(sentence, str):
            return sentence.format(**slots)
        count = int(slots["count"])
        text = sentence[self.formats.category(count)]
        return text.format(**{**slots, "count": self.formats.say_number(count)})

    def write(self, name: str, /, **slots: str) -> str:
        """Return a sentence of our e-mails with its slots filled in."""
        return self.mail[name].format(**slots)

    def write_letter(self, name: str, /, **slots: str) -> str:
        """Return a sentence of a drafted letter with its slots filled in."""
        return self.letters[name].format(**slots)

    def tells(self, name: str, text: str) -> bool:
        """Say whether a text holds one of the phrases by which an answer is told."""
        return self.answers[name].search(text) is not None
