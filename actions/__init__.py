"""Rasa custom actions, run by core. Importing this package has no side effect."""
