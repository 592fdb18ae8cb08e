"""Partnerships, agencies, the people who work in them, and who can be reached when."""
