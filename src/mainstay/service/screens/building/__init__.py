"""Parts of the scenario builder: what may be shocked, by which engine, and what it says in words."""
