"""How the thing will look, as a picture for the buyer."""
