"""What is said, by its name: a language holds the words."""
