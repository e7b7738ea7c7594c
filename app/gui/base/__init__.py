"""What every room of the window stands on: look, words, actions, the desk of the office. Imports no other room."""
