"""The pages on which people decide about what texts propose, beside what the graph says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

from retailgraph.api import RetailGraph
from retailgraph.errors import RetailGraphError
from retailgraph.review import Item, Review
from retailgraph.review.editing import ALWAYS, as_line, values_said
from retailgraph.review.queue import Waiting, is_due
from retailgraph.serving.markup import Html, link, page, table, tag

_WORDS = {
    "same": "says the same",
    "differs": "says otherwise",
    "contradicts": "contradicts it",
    "new": "does not say it",
}
_VERDICTS = {"accepted": "Accepted", "rejected": "Rejected", "skipped": "Skipped"}


class Frame:
    """What all these pages share: where the server is, and the nonce of whose page it is."""

    def __init__(self, base: str, nonce: str, who: str) -> None:
        self.base, self._nonce, self._who = base, nonce, who

    def page(self, title: str, *content: Any) -> str:
        """A whole page."""
        where = (("", "Texts"), ("/duplicates", "Duplicates"), ("/conflicts", "Conflicts"))
        links = [tag("a", text, href=f"{self.base}/review{path}") for path, text in where]
        out = self.form("/sign-out", tag("span", f"{self._who} "), tag("button", "Sign out"), class_="inline")
        bar = tag("nav", *links, out, aria_label="Review")
        return page(title, self.base, bar, tag("h1", title), *content)

    def form(self, path: str, *content: Any, **attributes: Any) -> Html:
        """A form that is sent below ``/review``, with the nonce of the session."""
        nonce = tag("input", type="hidden", name="nonce", value=self._nonce)
        return tag("form", nonce, *content, action=f"{self.base}/review{path}", method="post", **attributes)


def hidden(name: str, value: str) -> Html:
    """A field that is sent and not shown."""
    return tag("input", type="hidden", name=name, value=value)


def do(what: str, text: str, about: str = "") -> Html:
    """A button that does something; ``about`` says to what, for who cannot see beside what it stands."""
    return tag("button", text, name="do", value=what, aria_label=f"{text}: {about}" if about else None)


def queue_page(frame: Frame, drafts: Iterable[Waiting], more: str = "") -> str:
    """All drafts, with how far each is; ``more`` is the name after which the next begin."""
    rows = [_waiting(frame, one) for one in drafts]
    if not rows:
        return frame.page(
            "Proposals from texts",
            tag("p", "There are no drafts. `retailgraph watch` and `retailgraph propose` write them."),
        )
    found = table(("draft", "publisher", "published", "decided", "open"), rows)
    after = (
        [tag("p", tag("a", "More drafts", href=f"{frame.base}/review?after={quote(more)}"))] if more else []
    )
    return frame.page("Proposals from texts", found, *after)


def _waiting(frame: Frame, one: Waiting) -> tuple[Any, ...]:
    if one.fault:
        return tag("span", one.name, " ", tag("span", one.fault, class_="fault")), "", "", "", ""
    name = link(f"{frame.base}/review/drafts/{quote(one.name)}", one.title or one.name)
    return name, one.publisher, one.published, str(one.decided), str(one.open)


# --- a draft ----------------------------------------------------------------------------------------------


def draft_page(frame: Frame, graph: RetailGraph, name: str, going: Review) -> str:
    """A draft: what is open, each with its sentence and what the graph says, then what is decided."""
    path = f"/drafts/{quote(name)}"
    article, open_items = going.article(), list(going.open_items())
    parts = [_source(article), _counted(going), *_head(frame, going, path)]
    if is_due(going, graph):
        again = frame.form(
            path, tag("p", "What was accepted is not in the graph. ", do("load", "Load it")), class_="note"
        )
        parts.append(again)
    parts += [_open(frame, graph, going, item, path) for item in open_items]
    made = [item for item in going.items if item.key in going.decisions]
    if made:
        parts += [
            tag("h2", "Decided"),
            table(("what", "decision", "who", "when", ""), (_made(frame, going, one, path) for one in made)),
        ]
    return frame.page(str(article["title"]), *parts)


def _source(article: Mapping[str, Any]) -> Html:
    url = str(article.get("url", ""))
    told = [str(article[key]) for key in ("publisher", "published") if article.get(key)]
    return tag("p", ", ".join(told), " " if told and url else "", link(url, url) if url else "")


def _counted(going: Review) -> Html:
    counts = going.counts()
    return tag("p", ", ".join(f"{number} {word}" for word, number in counts.items()), role="status")


def _head(frame: Frame, going: Review, path: str) -> list[Html]:
    """What the article has to say of itself before it can be loaded, asked for."""
    missing = going.missing_head
    if not missing:
        return []
    fields = [tag("label", f"{key} ", Html(f'<input name="head-{key}" size="30">')) for key in missing]
    ways = "a publisher or a url, and a date" if len(missing) > 2 else " or ".join(missing)
    said = tag("p", f"The draft does not say its {ways}: until it does, nothing of it is loaded.")
    return [frame.form(path, said, *fields, do("head", "Keep"), class_="note")]


def _open(frame: Frame, graph: RetailGraph, going: Review, item: Item, path: str) -> Html:
    standing = going.standing(item)
    words = claim_words(graph, going, item)
    told = tag(
        "p",
        "The graph ",
        tag("strong", _WORDS.get(standing.word, standing.word)),
        f": {standing.told}" if standing.told else ".",
    )
    content = [
        tag("blockquote", *_marked(item)),
        tag("p", tag("strong", words), _said_of(item), class_="claim"),
        told,
        frame.form(
            path, hidden("item", item.key), *(_who(going, id) for id in going.unknown_ids(item)),
            _edit(going, item), do("accept", "Accept", words), " ", do("reject", "Reject", words),
        ),
        _missed(frame, item, path),
    ]  # fmt: skip
    return tag("section", *content, id=f"i-{item.key}", class_="item", tabindex="-1", aria_label=words)


def _marked(item: Item) -> tuple[Any, ...]:
    first, last = item.at
    quote_ = item.quote
    if not 0 <= first < last <= len(quote_):
        return (quote_,)
    return quote_[:first], tag("mark", quote_[first:last]), quote_[last:]


def claim_words(graph: RetailGraph, going: Review, item: Item) -> str:
    """A claim with names in the place of ids: "Tapestry, Inc. owns Coach"."""
    labels, new = graph.labels(), going.draft.entities
    words = [str(labels.get(w) or new.get(w, {}).get("name") or w) for w in item.words]
    if item.kind == "claim" and (relation := graph.ontology.relations.get(item.words[1])):
        words[1] = relation.label
    return " ".join(words)


def _said_of(item: Item) -> str:
    told = "; ".join(f"{name}: {as_line(value)}" for name, value in values_said(item.values).items())
    return f" ({told}; confidence {item.confidence:.2f})" if told else f" (confidence {item.confidence:.2f})"


def _who(going: Review, id: str) -> Html:
    """Who a new name is: somebody known, somebody new, or whose id is written down."""
    said, likely = going.draft.entities[id], going.likely(id)
    name, type = str(said["name"]), str(said.get("type", "Company")).lower()
    choices = [(known, f"{known}, which is known") for known in going.alike(id)]
    if id not in dict(choices):
        choices.append((id, f"new: a {type} called {name} ({id})"))
    radios = [
        tag(
            "label",
            tag("input", type="radio", name=f"who-{id}", value=value, checked=value == (likely or id)),
            f" {text}",
        )
        for value, text in choices
    ]
    other = tag("label", "or the id ", tag("input", name=f"other-{id}", size="20"))
    return tag("fieldset", tag("legend", f"Who is {name}?"), *radios, other)


def _edit(going: Review, item: Item) -> Html:
    values = values_said(item.values)
    try:
        names = going.editable(item.said) if item.kind == "claim" else ()
    except RetailGraphError:
        names = ALWAYS
    fields = [
        ("said", "claim", item.said, 50),
        *((f"value-{n}", n, as_line(values.get(n)), 20) for n in names),
    ]
    shown = [
        tag("label", f"{text} ", tag("input", name=name, value=value, size=str(size)))
        for name, text, value, size in fields
    ]
    hint = tag("p", "- stands for none, and a semicolon between several.", class_="hint")
    return tag("details", tag("summary", "Edit before it is accepted"), *shown, hint)


def _missed(frame: Frame, item: Item, path: str) -> Html:
    fields = [("said", "claim (subject relation object)", 50), *((f"value-{n}", n, 20) for n in ALWAYS)]
    shown = [tag("label", f"{text} ", tag("input", name=name, size=str(size))) for name, text, size in fields]
    form = frame.form(path, hidden("passage", str(item.passage)), *shown, do("add", "Add"))
    return tag("details", tag("summary", "Add a claim that is missed here"), form)


def _made(frame: Frame, going: Review, item: Item, path: str) -> tuple[Any, ...]:
    made = going.decisions[item.key]
    said = str(made.get("said", item.said))
    back = frame.form(path, hidden("item", item.key), do("undo", "Undo", said), class_="inline")
    verdict = _VERDICTS.get(str(made["verdict"]), str(made["verdict"]))
    edited = (
        " after an edit"
        if "said" in made or ("values" in made and made["values"] != values_said(item.values))
        else ""
    )
    return (
        tag("span", said, id=f"i-{item.key}"),
        verdict + edited,
        made.get("who", ""),
        made.get("when", ""),
        back,
    )
