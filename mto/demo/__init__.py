"""The demonstration world: invented people and histories. Pure; the command seed_demo writes."""
