"""Adapters that keep things on disks and in databases."""
