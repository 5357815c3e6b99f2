"""Reading a draft with a person: each proposed claim beside its sentence and what the graph already says."""
