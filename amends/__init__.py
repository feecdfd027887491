"""Amends meets angry customers on a website, hears them, says sorry and hands over to a person."""

__version__ = "0.1.0"
