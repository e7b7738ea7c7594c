"""Whether a PDF can be printed, judged without any code of what wrote it."""
