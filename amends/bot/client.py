"""The front desk's client of Rasa: our private channel over HTTP, on loopback, with a timeout."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx

from amends.languages.line import Line
from amends.messages.transcript import Choice
from amends.turns.bot import BotFailed, BotTurn, Question, Utterance
from amends.understanding.reading import Reading

SECRET_HEADER = "X-Amends-Secret"  # noqa: S105 - a header's name
CONNECT_SECONDS = 2.0


class RasaBot:
    """Asks Rasa. `timeout`: seconds for a whole turn."""

    def __init__(self, url: str, secret: str, *, timeout: float) -> None:
        self.patience = timedelta(seconds=timeout)
        self._client = httpx.AsyncClient(
            base_url=f"{url}/webhooks/frontdesk/",
            headers={SECRET_HEADER: secret},
            timeout=httpx.Timeout(timeout, connect=min(CONNECT_SECONDS, timeout)),
            trust_env=False,
        )

    async def answer(self, question: Question) -> BotTurn:
        """Return Rasa's answer to a customer's message. Raises BotFailed."""
        body = {
            "conversation": question.conversation_id,
            "message_id": str(question.message_id),
            "text": question.text,
            "payload": question.payload,
            "asked": question.asked,
        }
        return _turn_of(await self._post("turn", body))

    async def read(self, text: str) -> Reading:
        """Return Rasa's reading of a text. Raises BotFailed."""
        answer = await self._post("parse", {"text": text})
        try:
            return Reading.from_dict(answer["reading"])
        except (KeyError, TypeError, ValueError) as error:
            raise BotFailed(f"Rasa's reading cannot be read: {error!r}") from error

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        try:
            response = await self._client.post(path, json=body)
            response.raise_for_status()
            answer = response.json()
        except (httpx.HTTPError, ValueError) as error:
            raise BotFailed(f"{type(error).__name__}: {error}") from error
        if not isinstance(answer, dict):
            raise BotFailed("Rasa's answer is no object.")
        return answer


def _turn_of(answer: dict[str, Any]) -> BotTurn:
    try:
        utterances = tuple(
            Utterance(
                text=str(message["text"]),
                choices=tuple(
                    Choice(str(b["title"]), str(b["payload"])) for b in message.get("buttons") or ()
                ),
                line=Line.from_dict(message["line"]) if message.get("line") else None,
                before=tuple(Line.from_dict(line) for line in message.get("before") or ()),
            )
            for message in answer["messages"]
            if message.get("text")
        )
        reading = answer.get("reading")
        return BotTurn(utterances, Reading.from_dict(reading) if reading else None)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise BotFailed(f"Rasa's answer cannot be read: {error!r}") from error
