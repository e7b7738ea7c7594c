"""What a person composes, and templates that are filled with what an order brings."""
