"""Alerts: how a concern comes in, the queue, opening it into a case, and what its reporter may see."""
