"""Which networks there are, what they need, and their files."""
