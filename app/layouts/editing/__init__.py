"""Changes of a design as pure functions: a design in, another one out. Nothing here draws or knows a window."""
