"""Marks as PDF/X-4."""
