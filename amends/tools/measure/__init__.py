"""Measuring the desk with many cases on record: made-up cases, whole pages, both databases."""
