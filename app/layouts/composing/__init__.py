"""From a design to a piece: its layers as marks, its outline, and one piece after another from the rows of a list."""
