"""Plain words: what is left out (VOICE, M19)."""

from __future__ import annotations

from amends.apology.plain import plain_breaches


def test_the_voice_itself_is_plain() -> None:
    for text in (
        "I'll stay with this until you have an answer. What can I do?",
        "That decision belongs to someone with more authority than I have, so I'm bringing them in now.",
        "The team is back at 8:00 tomorrow, and you are at the top of their list.",
        "Is everyone safe? If there is still fire or smoke, get out and call 112 now.",
    ):
        assert [problem for problem in plain_breaches(text) if "reads at" not in problem] == []
