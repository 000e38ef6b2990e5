"""Firms and plants carved out of the activities that hold them, with every sum kept."""
