"""Compensation: what the policy allows."""
