"""Answering questions and the doors through which they come."""
