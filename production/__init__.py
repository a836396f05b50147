"""The fulfilment: plants, slots, builds, promise windows, the factory and the coordinator."""
