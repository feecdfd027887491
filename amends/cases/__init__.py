"""The case record: states, handoff, deadlines, urgency."""
