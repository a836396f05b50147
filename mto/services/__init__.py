"""Everything around the product on one machine: servers from wheels, the supervisor, tests, linters.

`dev.py` hands over to ``python -m mto.services`` once the environment stands. Nothing in here imports
Django: these modules run before there is a database to configure it with.
"""
