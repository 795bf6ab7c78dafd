"""Find photos of particular people in somebody else's mess of folders."""

__version__ = "0.2.0"
