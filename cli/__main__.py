"""`python -m cli` is `meridian`."""

from cli.main import program

program()
