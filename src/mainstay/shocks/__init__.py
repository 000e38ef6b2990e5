"""Disruption engines, each with a Card that says what it computes and where it must not be used."""
