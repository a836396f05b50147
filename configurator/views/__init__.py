"""The configurator's pages for the representative."""
