"""Carries the colour of one surface over to another one, at the resolution of its texture."""
