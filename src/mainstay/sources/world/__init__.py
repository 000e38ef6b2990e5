"""Single figures about places of the world, each with its own citation."""
