"""Payment providers: the outside world of money enters here as our dataclasses."""
