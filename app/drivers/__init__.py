"""Machines and services outside: one file each, chosen in ``app.bootstrap`` alone."""
