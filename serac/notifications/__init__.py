"""Notices: rendered when they are sent, by e-mail and into the inbox. They say that something waits, no more."""
