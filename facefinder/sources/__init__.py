"""Where photos come from: files, and what lies in other files; each opened in one way."""
