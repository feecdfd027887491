"""What is said, by its name: a folder here is a language, a file in it one kind of words (docs/languages.md)."""
