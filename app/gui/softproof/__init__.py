"""The colours of the model as they will be printed, and as a tool would make them, before anything is changed."""
