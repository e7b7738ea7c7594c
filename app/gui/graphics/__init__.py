"""Which OpenGL the window draws with, and what is said about it."""
