"""Closing, re-opening, feedback: what must be finished, and who is told."""
