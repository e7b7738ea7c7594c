"""What waits, at a glance: the workplaces "Service" and "Overview"."""
