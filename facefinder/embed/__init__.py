"""Recognisers, one module each; `embedder` chooses."""
