"""The desk: the order list, the order page, and one form page per command."""
