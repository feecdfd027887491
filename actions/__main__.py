"""The action server, on loopback only and for Rasa only: `python -m actions`."""

from __future__ import annotations

import hmac
import logging

from rasa_sdk.endpoint import create_app
from sanic import Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from actions.answering import services
from amends.bot.client import SECRET_HEADER
from amends.reflection.grammar import grammar_of
from amends.settings import Settings


def build_app(settings: Settings) -> Sanic:
    """Build the server: every action, and nobody let in but Rasa."""
    app = create_app("actions", cors_origins=[])
    secret = settings.internal_secret()

    @app.on_request  # type: ignore[untyped-decorator]
    async def only_rasa(request: Request) -> HTTPResponse | None:
        if request.path == "/health" or hmac.compare_digest(request.headers.get(SECRET_HEADER, ""), secret):
            return None
        return response.json({"error": "unknown caller"}, status=403)

    return app


def main() -> None:
    """Serve until stopped."""
    logging.basicConfig(level=logging.WARNING)
    settings = Settings()
    for language in services().languages:
        grammar_of(language)  # the first customer does not wait for what is made ready once
    build_app(settings).run("127.0.0.1", settings.actions_port, access_log=False, motd=False)


if __name__ == "__main__":
    main()
