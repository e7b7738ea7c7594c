"""The outline of a thing that is cut, and everything that follows from it."""
