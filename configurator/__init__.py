"""THE CAR: catalogue releases, rules, engine, price build-up, configurations."""
