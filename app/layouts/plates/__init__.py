"""The plates of a PDF as a RIP makes them: each ink alone, all together, and their amounts at a place."""
