"""The commands of `amends`, a module for each part."""
