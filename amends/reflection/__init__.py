"""A customer's words said back to them."""
