"""Takes pictures of the real window for README and manual."""
