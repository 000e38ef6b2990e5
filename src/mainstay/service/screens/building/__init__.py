"""Parts of the scenario builder: what may be shocked, by which engine, and it all in words."""
