"""The assistant of the first start, which can be run again: language, places, accounts, key, printers, scanner, sample."""
