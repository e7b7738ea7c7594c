"""Solids of pictures, from the window: what is asked, how it will look, and putting it on the bench."""
