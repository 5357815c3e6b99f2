"""The explorer's page of what surrounds some entities, made when it is asked for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape

from retailgraph.api import RetailGraph
from retailgraph.errors import UsageError
from retailgraph.lookup import names
from retailgraph.serving.calls import Call, Document, Values
from retailgraph.serving.parameters import Parameter

_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)"', re.IGNORECASE)


def _explored(graph: RetailGraph, given: Values) -> Document:
    """The page, and the policy that it states itself: a header wins over that, and has to allow as much."""
    from retailgraph.explorer.content import page_content
    from retailgraph.explorer.page import page_html

    centres = [names.resolve(graph, name)[0] for name in given["entities"]]
    content = page_content(graph, centres, given["hops"], (), over_time=False)
    if len(content["nodes"]) > _MOST:
        raise UsageError(f"{len(content['nodes']):,} entities are too many for a page; take fewer hops")
    page = page_html(content)
    found = _POLICY.search(page)
    policy = unescape(found[1]) if found else "default-src 'none'"
    return {"page": page, "policy": f"{policy}; frame-ancestors 'none'"}


_MOST = 20_000
EXPLORING: Mapping[str, Call] = {
    "explore": Call(
        "explore",
        "The page of what surrounds entities.",
        _explored,
        (
            Parameter("entities", "Names or ids.", "words", required=True),
            Parameter("hops", "Steps.", "number", most=3),
        ),
        is_dated=False,
        is_slow=True,
    )
}
