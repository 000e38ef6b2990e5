"""Known answers that mainstay did not produce, and what it gets."""
