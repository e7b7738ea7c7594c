"""The bench of the model: the view with its history, the tools beside it, and what happens between them."""
