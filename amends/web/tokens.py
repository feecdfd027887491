"""Session tokens: issued and signed by us, expiring; a conversation's id alone opens nothing."""

from __future__ import annotations

import hashlib
import hmac

from itsdangerous import BadSignature, URLSafeTimedSerializer

DAY = 24 * 60 * 60


class InvalidToken(Exception):
    """The token is not ours, was changed, or has expired."""


class Tokens:
    """Issues and reads the tokens of customers' windows. `days`: how long one stays valid unused."""

    def __init__(self, secret: str, *, days: int) -> None:
        self._serializer = URLSafeTimedSerializer(secret, salt="amends widget session")
        self._seconds = days * DAY
        self._secret = secret.encode()

    def issue(self, conversation_id: str) -> str:
        """Return a token that opens this conversation."""
        return self._serializer.dumps(conversation_id)

    def trace(self, address: str) -> str:
        """Return what stands for an address on record: always the same, and nobody can tell the address from it."""
        return hmac.new(self._secret, f"came from {address}".encode(), hashlib.sha256).hexdigest()

    def read(self, token: str) -> str:
        """Return the conversation that a token opens. Raises InvalidToken."""
        try:
            conversation_id = self._serializer.loads(token, max_age=self._seconds)
        except BadSignature as error:
            raise InvalidToken(str(error)) from error
        if not isinstance(conversation_id, str):
            raise InvalidToken("not a conversation")
        return conversation_id
