"""The judge: written customers talk to the real dialogue, and each line's checks say whether it went as it should."""
