"""All that a server can be asked to call, by name, in a thread or in a process."""

from __future__ import annotations

import json
from collections.abc import Mapping

from retailgraph.api import RetailGraph
from retailgraph.serving.calls import CALLS, Call, Document, Values
from retailgraph.serving.exploring import EXPLORING
from retailgraph.serving.reconciling import RECONCILING
from retailgraph.serving.reconciling_next import RECONCILING_NEXT


def _propose(graph: RetailGraph, given: Values) -> Document:
    from retailgraph.serving.proposed import proposed

    return proposed(graph, given["text"], given["title"])


_PROPOSE = Call("propose", "What a text seems to state.", _propose, is_dated=False, is_slow=True)
EVERY: Mapping[str, Call] = {**CALLS, **EXPLORING, **RECONCILING, **RECONCILING_NEXT, "propose": _PROPOSE}


def said(graph: RetailGraph, name: str, given: Values) -> bytes:
    """The answer of a call as JSON, in UTF-8."""
    return json.dumps(EVERY[name].answer(graph, given), ensure_ascii=False).encode()
