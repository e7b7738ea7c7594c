"""The layout bench: design, sheet and plates of what is printed flat."""
