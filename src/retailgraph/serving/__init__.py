"""The graph for a team, over HTTP: SPARQL, a JSON API, and pages, from one process on one machine.

:mod:`settings` says how it may be set, :mod:`running` runs it, :mod:`application` puts together what answers
which address. What looks up runs in threads on connections that only read (:mod:`standing`); what may take
long or much runs in processes that are ended at their limits (:mod:`workers`, whose other end is
:mod:`worker`). Nothing here concludes or words anything: answers are those of
:class:`retailgraph.RetailGraph`.
"""
