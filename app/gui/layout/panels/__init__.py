"""The right side of the layout bench."""
