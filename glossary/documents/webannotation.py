"""W3C Web Annotation: each mention as an annotation in JSON-LD (https://www.w3.org/TR/annotation-model/)."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from hashlib import sha256
from uuid import UUID, uuid5

from glossary.documents.article import Article
from glossary.documents.format import Desk
from glossary.model import Annotation, ConceptView, Lang, Mention, Status

_CONTEXT = "http://www.w3.org/ns/anno.jsonld"
_NAMESPACE = UUID("6f1ad4a5-3a0e-5a2a-9d6c-1f2f0c3f8f5e")  # ours, made once: the same article has the same ids
_AROUND = 32  # characters of context on either side of a quote


def write(article: Article, annotation: Annotation, desk: Desk) -> str:
    """Return a page of annotations (AnnotationPage), one for each mention.

    The article is named by its content (RFC 6920), for its address is not known here. Positions count the code points
    of its text, without tags and with character references read, as browsers hold it.
    """
    digest = sha256(article.source.encode("utf-8", "surrogatepass")).digest()
    source = "ni:///sha-256;" + urlsafe_b64encode(digest).decode().rstrip("=")
    revision = annotation["revision"]
    content = article.content
    items = []
    for mention in annotation["mentions"]:
        start, end = article.selected(mention["start"], mention["end"])
        target = {
            "source": source,
            "selector": [
                {"type": "TextPositionSelector", "start": start, "end": end},
                {
                    "type": "TextQuoteSelector",
                    "exact": content[start:end],
                    "prefix": content[max(0, start - _AROUND) : start],
                    "suffix": content[end : end + _AROUND],
                },
            ],
        }
        items.append(
            {
                "id": _id(source, revision, mention["concept"], start, end),
                "type": "Annotation",
                "motivation": "identifying",
                "body": _bodies(mention, desk.views[mention["concept"]]),
                "target": target,
            }
        )
    # `revision` is no word of the standard, so what it means is said beside.
    context = [_CONTEXT, {"revision": "http://www.w3.org/2002/07/owl#versionInfo"}]
    page = {
        "@context": context,
        "id": _id(source, revision),
        "type": "AnnotationPage",
        "revision": revision,
        "items": items,
    }
    return json.dumps(page, ensure_ascii=False) + "\n"


def _id(*told: object) -> str:
    return f"urn:uuid:{uuid5(_NAMESPACE, json.dumps(told))}"


def _bodies(mention: Mention, view: ConceptView) -> list[dict[str, str]]:
    """Return what is said of a mention: which concept it names, and what to write, as a wish for a deprecated form."""
    purpose = "editing" if mention["status"] == Status.DEPRECATED else "tagging"
    return [
        {"type": "TextualBody", "purpose": "identifying", "value": mention["concept"]},
        {"type": "TextualBody", "purpose": purpose, "value": mention["preferred"], **_language(mention, view)},
    ]


def _language(mention: Mention, view: ConceptView) -> dict[str, str]:
    """Return the language of a mention's preferred form, which is its own or Korean."""
    own = {Lang.ZH_HANS: view["zh_hans"], Lang.ZH_HANT: view["zh_hant"], Lang.EN: view["en"]}
    if mention["preferred"] in own.get(mention["lang"], ()):
        return {"language": mention["lang"]}
    return {"language": Lang.KO} if mention["preferred"] == view["ko"]["preferred"] else {}
