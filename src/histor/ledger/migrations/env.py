"""Alembic's entrance: runs the migrations on the connection it is given, inside its transaction."""

from alembic import context

from histor.ledger.merging.tables import metadata
from histor.ledger.schema import VERSION_TABLE

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=VERSION_TABLE,
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
