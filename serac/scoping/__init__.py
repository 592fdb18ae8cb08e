"""Scoping by a virtual team: rounds of requests, replies, what was disclosed, the shared picture."""
