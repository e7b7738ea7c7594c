"""One figure of the bench "viewport" a file: ``measure()`` gives its keys."""
