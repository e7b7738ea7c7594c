"""A closed surface around any heap of faces, at a resolution: a sparse grid that knows exactly where its edges are crossed."""
