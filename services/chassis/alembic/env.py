"""Alembic's entry: uses the connection and the tables that `migrate` hands over."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from services.chassis import columns

NAMES = ("Counter", "Json")


def by_name(kind: str, item: Any, autogenerating: AutogenContext) -> str | Literal[False]:
    """The name of a type in `columns`, which it is imported for; false for any other."""
    if kind != "type":
        return False
    name = next((name for name in NAMES if item is getattr(columns, name)), None)
    if isinstance(item, columns.Instant):
        name = "Instant"
    if name is None:
        return False
    autogenerating.imports.add("from services.chassis import columns")
    return f"columns.{name}"


config = context.config
connection = config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=config.attributes["tables"],
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
    include_object=config.attributes["include_object"],
    render_item=by_name,
)
with context.begin_transaction():
    context.run_migrations()
