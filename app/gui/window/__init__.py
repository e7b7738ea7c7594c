"""The one window: what is made of all rooms, and what only the whole has."""
