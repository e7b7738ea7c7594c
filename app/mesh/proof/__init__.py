"""Measures what a repair changed: surface and colour, against the model that came in."""
