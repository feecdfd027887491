"""What tells open windows and desks that there is something new."""
