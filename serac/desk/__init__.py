"""The desk: what is waiting for this person, the guide to their role, and looks upward from what lies below."""
