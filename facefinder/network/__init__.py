"""Neural networks of our own: written step by step as a file of LiteRT's, and run by LiteRT."""
