"""The audit log as people read it: oversight's pages, its verification, who has looked, overrides to review."""
