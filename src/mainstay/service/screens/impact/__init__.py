"""Parts of the impact screen: what a run says by engine, as a brief's tree, and as it is shown."""
