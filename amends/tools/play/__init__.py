"""Plays a file of customers' messages through the running system, as the widget would (`amends play`)."""
