"""One file for each protocol that a printer speaks; ``table`` lists them. Shared: ``http_printer``, ``sending``, ``waiting``."""
