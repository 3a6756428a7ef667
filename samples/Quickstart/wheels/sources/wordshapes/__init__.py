"""Puts words into shapes."""


def framed(text):
    """The text in a frame of three lines."""
    edge = "+" + "-" * (len(text) + 2) + "+"
    return "\n".join([edge, f"| {text} |", edge])
