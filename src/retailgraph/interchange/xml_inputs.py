"""XML of other people, element by element; nothing in it is expanded or fetched."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from retailgraph.errors import InvalidData
from retailgraph.interchange.inputs import Source


def xml_elements(source: Source, *names: str) -> Iterator[tuple[str, Any]]:
    """Each element of these local names with its own, as soon as it is complete; then it is let go.

    InvalidData for a document type, which could define entities, and for what is no XML.
    """
    from lxml import etree

    with source.open() as file:
        if re.search(rb"<!(?:DOCTYPE|ENTITY)", source.unpacked_head()):
            raise InvalidData(f"{source.path}: holds a document type (<!DOCTYPE), which is not read")
        events = etree.iterparse(
            file, events=("end",), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
        )
        try:
            for _, element in events:
                if not isinstance(element.tag, str):
                    continue
                local = element.tag.rpartition("}")[2]
                if local in names:
                    yield local, element
                    element.clear()
                    while element.getprevious() is not None:
                        del element.getparent()[0]
        except etree.XMLSyntaxError as fault:
            raise InvalidData(f"{source.path}: is not XML: {fault}") from None
        except (OSError, EOFError) as fault:
            raise InvalidData(f"{source.path} cannot be unpacked: {fault}") from None
