"""Data keys: one a compartment, wrapped, in a table of their own so that they can be shredded and kept out of long backups."""

import uuid
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from serac.core.crypto import Tampered, new_wrapped_key, unwrap
from serac.core.database import Base, Id, among, table_of
from serac.core.need_to_know import name_statement

if TYPE_CHECKING:
    from serac.core.unit import Unit


class DataKey(Base):
    """The wrapped key of one compartment. Deleting the row shreds the compartment."""

    __tablename__ = "data_key"
    compartment_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    wrapped: Mapped[bytes]


_WRAPPED = select(DataKey.compartment_id, DataKey.wrapped).where(among(DataKey.compartment_id, "ids"))
_NAMED = name_statement("keys.wrapped", "a wrapped key is asked for only by a row the rule has let out")
_SHRED = delete(table_of(DataKey)).where(table_of(DataKey).c.compartment_id == bindparam("the_id", type_=Id))
_SHREDDED = name_statement("keys.shred", "governance shreds a compartment it cannot read; only its key row goes")


class Keys(dict[uuid.UUID, AESGCM]):
    """The data keys this unit has met, unwrapped on first use, gone with the unit."""

    def __init__(self, unit: "Unit") -> None:
        super().__init__()
        self._unit = unit
        self._wrapped: dict[uuid.UUID, bytes] = {}

    def offer(self, compartment_id: uuid.UUID, wrapped: bytes) -> None:
        """Keep a wrapped key that came with a row."""
        self._wrapped[compartment_id] = wrapped

    def hold(self, compartment_ids: set[uuid.UUID]) -> None:
        """Fetch the wrapped keys of these compartments in one statement."""
        wanted = [c for c in compartment_ids if c not in self._wrapped]
        if wanted:
            for compartment_id, wrapped in self._unit.session.execute(
                _WRAPPED, {"ids": wanted}, execution_options=_NAMED
            ):
                self.offer(compartment_id, wrapped)

    def make(self, compartment_id: uuid.UUID) -> DataKey:
        """A new key for a compartment being opened in this unit. The caller adds the row."""
        wrapped = new_wrapped_key(self._unit.secrets, compartment_id)
        self.offer(compartment_id, wrapped)
        return DataKey(compartment_id=compartment_id, wrapped=wrapped)

    def shred(self, compartment_id: uuid.UUID) -> None:
        """Delete a compartment's wrapped key, within a command."""
        self._unit.session.execute(_SHRED, {"the_id": compartment_id}, execution_options=_SHREDDED)
        self._wrapped.pop(compartment_id, None)
        self.pop(compartment_id, None)

    def __missing__(self, compartment_id: uuid.UUID) -> AESGCM:
        self.hold({compartment_id})
        if compartment_id not in self._wrapped:
            raise Tampered("the key of this compartment has been shredded")
        self[compartment_id] = unwrap(self._unit.secrets, compartment_id, self._wrapped[compartment_id])
        return self[compartment_id]
