"""The one contact point that is told of cases about people in a position of trust (domain.md rule 5.2)."""

SENSITIVE = "sensitive_case"
"""Its code among contact_point_purposes. An agency has one at a time, and few may know who it is."""
