"""The simulated manufacturer: its own process, its own store, its own HTTP API.

It imports nothing of the rest of the repository and nothing of the rest imports it.
"""
