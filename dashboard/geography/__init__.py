"""Boundaries: the shipped shapes, the join of estimates to them, and what finds no place on the map."""
