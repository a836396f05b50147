"""What can go wrong around the product, said in one sentence."""


class Problem(RuntimeError):
    """Says in one sentence what could not be done here, and what to do about it."""
