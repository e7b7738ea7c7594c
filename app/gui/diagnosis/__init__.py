"""The page of the diagnosis: the state of this PC, line by line."""
