"""New versions of the program: fetched from a source, proven against the workshop's root of trust, put beside the old."""
