"""Alembic's entry: the connection, and the transaction around it, come from schema.py."""

from alembic import context

# Our own transaction is around all of it, so that an interrupted migration leaves the archive as it was.
context.configure(connection=context.config.attributes["connection"], transaction_per_migration=False)
context.run_migrations()
