"""How Alembic runs a migration: on the connection and in the one transaction that serac.core.schema gives it."""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=None,
    render_as_batch=True,
    transactional_ddl=True,
)
context.run_migrations()
