"""The manual in the window: F1 opens what belongs to the place that has the focus."""
