"""The worker's pages: an app of its own, with its own host name, cookies and rules."""
