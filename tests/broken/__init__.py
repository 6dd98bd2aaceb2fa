"""Copies of the program that are broken on purpose, one fault each: the tests of its id must fail on it."""
