"""What people read in the page and the console: in their language, from one catalogue."""
