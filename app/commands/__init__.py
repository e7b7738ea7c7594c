"""One function for each thing that a user does, and the table of them (``registry.ALL``)."""
