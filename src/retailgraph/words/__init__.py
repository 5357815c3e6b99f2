"""From words to forms: the English of questions, and what the ontology gives to it."""
