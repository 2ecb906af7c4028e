"""Passages, embeddings, BM25, FAISS, generations on disk and retrieval."""
