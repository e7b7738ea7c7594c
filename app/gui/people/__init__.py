"""Who is at the desk, what they may do, and how personal data is shown and kept."""
