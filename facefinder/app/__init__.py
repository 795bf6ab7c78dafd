"""The program as a page in the browser, served by this process to this computer alone."""
