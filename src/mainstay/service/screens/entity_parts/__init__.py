"""What the page of an entity is made of: steps, facts, and where each number is from."""
