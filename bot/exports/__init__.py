"""One person's copy as a file: tagged PDF and Word from the same page, JSON and CSV from the same answers."""
