"""Offers of compensation, from the decision to the customer and back."""
