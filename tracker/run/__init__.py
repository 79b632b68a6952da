"""The steps of a run at one source: visit, walk searches, look at trials, keep what is new."""
