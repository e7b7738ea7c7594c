"""Printers as the workshop sees them: jobs and their states, matching, plates, what is asked of a driver."""
