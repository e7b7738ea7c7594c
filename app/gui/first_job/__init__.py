"""The first five minutes: a strip above the bench that leads from a figurine to its first print file."""
