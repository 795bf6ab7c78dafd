"""Whether everything works on this computer."""
