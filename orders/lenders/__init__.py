"""Lenders: the port through which a credit is asked for, and what stands behind it."""
