"""What keeps a program from its work though nothing is wrong with the program."""


class CannotGoOn(Exception):
    """Something about the input, the files or the place; the sentence says what to do about it."""
