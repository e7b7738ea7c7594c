"""The figures of issue 7, one file for each part of them."""
