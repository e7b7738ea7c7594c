"""When something goes wrong: crashes, what was being typed, safe mode, graphics that do not work."""
