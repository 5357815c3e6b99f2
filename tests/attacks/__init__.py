"""Input that hurts, made by code in numbers, and a judge of what the program does with it.

``python -m tests.attacks NAME`` runs all of one kind, from the root of the repository; a few of each run in
the suite. ``python -m tests.attacks queries``: SPARQL; ``files``: what is given to be read.
"""
