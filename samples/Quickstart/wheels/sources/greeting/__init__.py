"""Greets, politely."""

import sys

from wordshapes import framed


def greet(name):
    """A greeting for somebody, in a frame."""
    return framed(f"Hello, {name}!")


def main():
    """The command `greet`: greets everybody named on its command line."""
    for name in sys.argv[1:] or ["world"]:
        print(greet(name))
