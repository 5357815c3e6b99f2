"""Kills, power cuts and crowds, to any number: ``python -m tests.durability --help``.

The tests of the suite are short forms of these. All goes through the command line and the public Python face,
so that it holds for any way of keeping.
"""
