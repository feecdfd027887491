"""The environment that Rasa and the action server are started with (endpoints.yml, credentials.yml)."""

from __future__ import annotations

from amends.settings import Settings


def rasa_environment(settings: Settings) -> dict[str, str]:
    """Return the variables that Rasa's files refer to, and those that keep it quiet and at home.

    Rasa calls home unless told not to; its action server listens on every interface unless told not to.
    """
    tracker = (settings.var / "tracker.db").absolute()
    return {
        "AMENDS_INTERNAL_SECRET": settings.internal_secret(),
        "AMENDS_ACTIONS_URL": f"http://127.0.0.1:{settings.actions_port}/webhook",
        "AMENDS_TRACKER_DB": str(tracker),
        "RASA_TELEMETRY_ENABLED": "false",
        "SANIC_HOST": "127.0.0.1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "MPLBACKEND": "agg",
        "OPENBLAS_NUM_THREADS": "1",  # a message is too small for two: they only wait for each other, busily
    }
