"""The family's pages: plain forms that work without scripts, and leave nothing behind."""
