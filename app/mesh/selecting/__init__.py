"""Which faces belong to a selection: what hangs together, what looks alike, what is seen.

NumPy and SciPy, no compiler: the window's own process asks these, in a worker thread.
"""
