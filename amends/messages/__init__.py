"""What was said, and the buttons under it."""
