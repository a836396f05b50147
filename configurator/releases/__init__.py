"""The administrator's pages of the catalogues: bring in, look at the report, publish, withdraw."""
