"""What whoever keeps the machine running may ask: is it well, and how much waits. On loopback only."""
