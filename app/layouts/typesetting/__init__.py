"""Words set in type: fonts, line breaks, lines and columns, as outlines."""
