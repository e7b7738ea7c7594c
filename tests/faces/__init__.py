"""Every face of the program, opened for real and judged by machine: cut-off words, places, names, keys, colours."""
