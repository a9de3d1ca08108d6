"""A council's own figures: counted, and kept from showing anybody."""
