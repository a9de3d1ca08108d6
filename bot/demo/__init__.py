"""The demonstration: an invented council, an invented family, draft wording."""
