"""Training of the embedder and of the transformer body: an extra that serving code never imports."""
