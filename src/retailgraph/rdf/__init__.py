"""RDF: the rows of a store as quads, for SPARQL, exports and rdflib; docs/model.md says what each looks like.

``view`` makes them, ``kept`` keeps them on disk until the rows change.
"""
