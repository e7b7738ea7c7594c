"""One file a step, named by its number: what a released step does is never changed any more."""
