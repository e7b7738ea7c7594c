"""The middle of the layout bench: one view in millimetres over the scenes of design, sheet and plates."""
