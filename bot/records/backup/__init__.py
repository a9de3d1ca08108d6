"""Backups: the records in one file, the keys in another that lives shorter. `make`, `restore`, `drill`."""
