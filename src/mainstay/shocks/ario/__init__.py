"""Adaptive regional input-output model with inventories, at any resolution, without matrices."""
