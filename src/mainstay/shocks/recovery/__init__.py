"""Recovery as a result: how deep, how long, who first, by which chain, and how it spreads."""
