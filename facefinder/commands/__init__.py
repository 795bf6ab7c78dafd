"""What the user can ask for, a module for each command."""
