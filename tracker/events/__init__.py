"""Changes and history to what they mean: typed events by written rules."""
