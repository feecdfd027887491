"""The desk without its pages: who signs in, what waits, and what an agent needs to know of a case."""
