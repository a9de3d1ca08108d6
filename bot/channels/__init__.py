"""Channels: parse in, send out. The only place that knows a provider."""
