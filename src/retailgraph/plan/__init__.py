"""From forms to rows: whom a form means, the steps over the store, and the same in SPARQL."""
