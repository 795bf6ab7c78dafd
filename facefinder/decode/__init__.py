"""A photo file becomes upright RGB pixels of bounded size."""
