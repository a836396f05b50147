"""What the configurator's pages submit: one file for each kind of page."""
