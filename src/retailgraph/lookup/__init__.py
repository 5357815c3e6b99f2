"""Look-ups of entities and relationships: names, rows, cards, evidence, events, as frozen results."""
