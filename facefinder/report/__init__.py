"""The page that shows what was found, and what it hands back."""
