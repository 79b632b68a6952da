"""The tests. What several of them share stands in modules without ``test_`` in their name."""
