"""The command line and the double click."""
