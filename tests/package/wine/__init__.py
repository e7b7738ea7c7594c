"""A Windows for tests on Linux."""
