"""Answers: a sentence that answers, rows, evidence, and what to ask next."""
