"""The composition root: the only room that knows every other, and chooses what stands behind each protocol."""
