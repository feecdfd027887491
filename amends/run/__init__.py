"""Runs Amends: three processes under one supervisor, with a current model (`amends run`, `amends train`)."""
