"""Recognisers; `load` builds one, or several that work together, from a name."""
