"""The engine behind the repairs: a draft of a mesh, and the steps that change it and carry its colour along."""
