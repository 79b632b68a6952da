"""Tracker: every version of a clinical-trial record, and what changed."""
