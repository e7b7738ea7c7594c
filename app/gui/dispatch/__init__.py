"""The dispatch page: printers as tiles, the queue of print jobs, what is unclear, and sending something to print."""
