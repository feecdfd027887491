"""Conversations: messages, who speaks, reflections, and the one door out."""
