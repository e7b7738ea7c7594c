"""The state of this PC and its workshop, line by line: what is there, whether it is well, and what to do where it is not."""
