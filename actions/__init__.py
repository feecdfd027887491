"""Rasa actions: they translate a turn into a command of the library and its result into events."""
