"""The computer that the program finds itself on; nothing here knows what a face is."""
