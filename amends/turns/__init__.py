"""A customer's turn: taken, leased, answered once."""
