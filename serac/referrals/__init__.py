"""Referrals: to whom somebody was referred on, when, what was said, and what became of it; the silent are chased."""
