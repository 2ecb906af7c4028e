"""How good the answers are: the built-in questions, and the protocols on public data."""
