"""The customer's window: one screen per order, read only from what the order tells."""
