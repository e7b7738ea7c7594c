"""The photo lab's way: one sRGB picture for each print, at exactly the pixels of its size."""
