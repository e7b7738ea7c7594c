"""Pictures of our own, drawn by code: samples that templates show, and grounds that they are printed on."""
