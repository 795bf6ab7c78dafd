"""The program as a bundle sees itself: data is to lie beside it. (It has no workers here.)"""

AS_BUNDLE = """
import sys
from pathlib import Path
sys.frozen, sys.executable = True, sys.argv[1]
from facefinder.cli.main import main
sys.exit(main(sys.argv[2:]))
"""
"""Code for Python: its first argument is where the program is said to lie, the others are its."""
