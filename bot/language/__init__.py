"""Which language, its catalogues, its exact phrases, and the screen for danger."""
