"""Marks as pixels."""
