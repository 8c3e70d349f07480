"""The figures on every kind of database."""

from tests.storage.contract_figures import FiguresContract, by_sql

__all__ = ["by_sql"]


class TestFigures(FiguresContract):
    pass
