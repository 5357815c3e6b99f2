"""The tables: one SQLite file holds what users gave and what was concluded from it. SQL stands only here.

``connecting`` opens a file, also one that lies over the shipped one; ``writing`` puts values into rows,
``conclusions``, ``articles`` and ``entities`` make values of rows again; ``loads`` keeps the bytes of what
was loaded; ``past`` shows what was known on another day. ``schema.sql`` says what each table holds.
"""
