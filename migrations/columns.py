"""The kinds of column of the migrations: frozen, so that a migration means the same whatever the models become."""

import sqlalchemy as sa

ID = sa.Uuid().with_variant(sa.LargeBinary(16), "sqlite")
"""An identifier: uuid on PostgreSQL, sixteen bytes on SQLite, so that both sort it alike."""
MOMENT = sa.DateTime(timezone=False)
"""A time in UTC."""
