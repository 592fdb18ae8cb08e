"""Sealed values open only where they were sealed."""

from __future__ import annotations

import os
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as some

from serac.core.crypto import Secrets, Tampered, new_wrapped_key, seal, unseal, unwrap

SECRETS = Secrets(b"d" * 32, b"i" * 32, b"a" * 32, b"s" * 32)
WORDS = some.binary(max_size=200)


@given(plain=WORDS, place=WORDS, elsewhere=WORDS)
def test_a_value_opens_in_its_own_place_and_nowhere_else(plain: bytes, place: bytes, elsewhere: bytes) -> None:
    sealed = seal(SECRETS.service, place, plain)
    assert unseal(SECRETS.service, place, sealed) == plain
    if place != elsewhere:
        with pytest.raises(Tampered):
            unseal(SECRETS.service, elsewhere, sealed)


@given(plain=WORDS, at=some.integers(min_value=0), change=some.integers(1, 255))
def test_a_changed_value_does_not_open(plain: bytes, at: int, change: int) -> None:
    sealed = bytearray(seal(SECRETS.service, b"place", plain))
    sealed[at % len(sealed)] ^= change
    with pytest.raises(Tampered):
        unseal(SECRETS.service, b"place", bytes(sealed))


def test_a_data_key_belongs_to_its_compartment_and_installation() -> None:
    here, there = uuid.uuid4(), uuid.uuid4()
    wrapped = new_wrapped_key(SECRETS, here)
    assert unwrap(SECRETS, here, wrapped)
    with pytest.raises(Tampered):
        unwrap(SECRETS, there, wrapped)
    with pytest.raises(Tampered):
        unwrap(Secrets(os.urandom(32), b"i" * 32, b"a" * 32, b"s" * 32), here, wrapped)


def test_the_same_text_is_never_sealed_the_same_way_twice() -> None:
    assert len({seal(SECRETS.service, b"place", b"text") for _ in range(100)}) == 100


def test_secrets_are_derived_apart() -> None:
    sealed = seal(SECRETS.cipher("kept form"), b"", b"text")
    with pytest.raises(Tampered):
        unseal(SECRETS.cipher("another purpose"), b"", sealed)
