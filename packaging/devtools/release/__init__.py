"""The publisher's side of updates: a repository of signed layers, made and kept by `dev.py release …`."""
