"""What the end-to-end tests are made of: callers, the server, and instruments to measure with."""
