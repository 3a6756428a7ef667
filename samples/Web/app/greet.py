"""Greets whom the command line names."""

import sys

from greeting import greet

print(greet(sys.argv[1]))
