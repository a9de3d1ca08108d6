"""Tables and what is done with them: the only place that knows the database."""
