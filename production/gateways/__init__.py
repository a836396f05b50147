"""The manufacturers' side of the wire: adapters that turn foreign messages into our values."""
