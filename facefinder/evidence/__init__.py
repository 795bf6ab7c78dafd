"""From distances to what they are worth: how likely it is that a face is a person's. Pure numpy."""
