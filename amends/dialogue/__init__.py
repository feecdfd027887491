"""What the bot does in each step of a conversation: one function a step, from a turn to an answer."""
