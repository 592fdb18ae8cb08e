"""Who may see what: sign-in, sessions, roles, compartments and grants. One of the two clever places."""
