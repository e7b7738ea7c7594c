"""Orders and their items: records, states, deadlines, and what is asked of the book that keeps them."""
