"""A day at the workshop as figures: each file is a part of ``dev.py bench day`` and can be run alone."""
