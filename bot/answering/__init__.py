"""From a question and retrieved passages to an answer that quotes them, or an honest refusal."""
