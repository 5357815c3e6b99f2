"""Hostile files as tables (``articles``, ``contents``, ``drafts``), and what tries and judges them."""
