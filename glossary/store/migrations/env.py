"""Runs migrations on the connection it is given, in that connection's transaction. Alembic imports this file."""

from alembic import context

from glossary.store import tables

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=tables.metadata,
    version_table=tables.VERSION_TABLE,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
