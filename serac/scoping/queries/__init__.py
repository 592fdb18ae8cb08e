"""Finding rounds, requests and replies, always through the rule."""
