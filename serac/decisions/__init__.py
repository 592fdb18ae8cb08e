"""A recorded decision: options, criteria, rationale, dissent; response teams start at it; a new one supersedes it."""
