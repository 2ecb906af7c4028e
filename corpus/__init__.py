"""What an article is, and how article files are read and checked."""
