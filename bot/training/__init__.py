"""Training and evaluation of the reader: an extra that serving code never imports."""
