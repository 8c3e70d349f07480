"""Whether bytes stand within bytes: each kind of database has a word of its own for it."""

from typing import Any

from sqlalchemy import Boolean, ColumnElement, LargeBinary, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class Holds(FunctionElement[bool]):
    """True where a column of bytes has these within it; no character of theirs is special."""

    type = Boolean()
    inherit_cache = True

    def __init__(self, column: ColumnElement[bytes], part: bytes) -> None:
        super().__init__(column, literal(part, LargeBinary))


@compiles(Holds, "sqlite")
def _on_sqlite(element: Holds, compiler: SQLCompiler, **told: Any) -> str:
    column, part = element.clauses
    return f"instr({compiler.process(column, **told)}, {compiler.process(part, **told)}) > 0"


@compiles(Holds, "postgresql")
def _on_postgresql(element: Holds, compiler: SQLCompiler, **told: Any) -> str:
    column, part = element.clauses
    return f"position({compiler.process(part, **told)} IN {compiler.process(column, **told)}) > 0"
