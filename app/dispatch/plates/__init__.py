"""Plates: pieces of several orders that are printed together, and where each of them stands."""
