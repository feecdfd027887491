"""The way to Rasa: our private channel and its client."""
