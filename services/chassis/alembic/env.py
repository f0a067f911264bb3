"""Alembic's entry: uses the connection and the tables that `migrate` hands over."""

from alembic import context

config = context.config
connection = config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=config.attributes["tables"],
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
    user_module_prefix="columns.",
)
with context.begin_transaction():
    context.run_migrations()
