"""Benchmarks: `python3 packaging/dev.py bench NAME`. Each prints a table and, as its last line, one JSON object."""
