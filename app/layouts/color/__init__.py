"""Inks and profiles."""
