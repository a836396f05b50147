"""The coordinator's and technician's pages, and the factory's door."""
