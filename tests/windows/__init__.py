"""The program for Windows, run by Wine and looked at from Linux."""
