"""Print files: what kind they are, and what they say of themselves. Read from their content, whatever their name says."""
