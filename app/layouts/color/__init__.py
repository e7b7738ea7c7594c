"""Inks: the profile of a press, separation within the total that the paper takes, what the inks cannot show, how it will look."""
