"""What the product says: items, guides, help lines and councils' settings, written as data."""
