"""Features."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.answering.answer_types import asked_type, held
from bot.answering.matching import WordMatcher, terms, Term
from bot.answering.words import words, canonical

FEATURES = ("local", "global", "cosine", "type", "unit", "context", "first", "length", "doc", "missing", "rank", "quote", "other_year", "same_year", "names", "digits")


@dataclass(frozen=True, slots=True)
class Document:
    title: str
    body: str
    sentences: tuple[tuple[int, int], ...]
    rank: float
    year: str = ''


def asked_terms(question):
    return terms(question)


def features(matcher, embedder, idf, question: str, asked, doc: Document):
    q = asked_terms(question)
    sents = [doc.body[a:b] for a, b in doc.sentences]
    per = [terms(s) for s in sents]
    tt = terms(doc.title)
    told = list(dict.fromkeys([t for row in per for t in row] + list(tt)))
    col = {t: i for i, t in enumerate(told)}
    M = matcher.matches(q, told)
    n = len(q)
    def best(row):
        return M[:, [col[t] for t in row]].max(axis=1) if row and n else np.zeros(n)
    m = np.stack([best(r) for r in per])  # S,n
    t = best(tt)
    S = len(sents)
    d = np.maximum(m.max(axis=0), t) if n else np.zeros(0)
    nq = m.sum(axis=0) + t
    wl = np.log((S + 2) / (nq + 0.5)).clip(0.05)
    wg = np.array([idf[x.stem] for x in q]) if n else np.zeros(0)
    sl, sg = wl.sum() or 1, wg.sum() or 1
    ctx = m.copy()
    ctx[1:] = np.maximum(ctx[1:], 0.7 * m[:-1])
    cos = embedder(sents) @ asked
    kind = asked_type(question)
    unit = units(question, q)
    proper = np.array([is_name(x.word, doc.body) for x in q], dtype=bool) if n else np.zeros(0, bool)
    wn = wl * proper
    qy = set(YEAR.findall(question))
    rows = []
    for i, s in enumerate(sents):
        ys = set(YEAR.findall(s))
        fits = 0.0 if kind is None else 1.0 if any(True for _ in held(s, kind, question)) else -1.0
        u = 0.0
        if unit is not None:
            u = counted(s, unit, matcher, question)
        rows.append((
            m[i] @ wl / sl, np.maximum(m[i], 0.8 * t) @ wg / sg, cos[i], fits, u, ctx[i] @ wl / sl, float(i == 0),
            math.log1p(len(per[i])), d @ wg / sg, float(((1 - d) * wg).max() / wg.max()) if n else 1.0, doc.rank,
            float(s.startswith(("“", '"'))),
            float(bool(ys - qy - {doc.year})), float(bool(ys & qy)) - float(bool(qy) and not ys & qy),
            float(ctx[i] @ wn / wn.sum()) if wn.sum() else 1.0,
            float(bool(re.search(r"\d", s))) if kind in ("number", "money", "percent", "clock") else 0.0,
        ))
    return np.array(rows, dtype=np.float64)


YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def is_name(word, body):
    return (w := word.capitalize()) in body and word not in body or word.upper() in body and word not in body


ASK_NUMBER = ("berapa", "how many", "how much")


def units(question, q):
    ws = [canonical(w) for w in words(question.replace("how many", "berapa").replace("How many", "berapa"))]
    for i, w in enumerate(ws):
        if w in ("berapa",) and i + 1 < len(ws):
            nxt = [t for x in ws[i + 1 : i + 4] for t in terms(x)]
            return nxt[:2] or None
    return None


NUM = re.compile(r"(?<![\w.,/])(?:\d+(?:[.,]\d+)*|satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan|sepuluh|sebelas|(?:dua|tiga|empat|lima|enam|tujuh|delapan|sembilan) (?:puluh|belas))\s+([^\W\d_]+)(?:\s+([^\W\d_]+))?", re.I)


def counted(sentence, unit, matcher, question):
    best = 0.0
    for f in NUM.finditer(sentence):
        after = [t for x in f.groups() if x for t in terms(x)]
        if after:
            M = matcher.matches(unit[:1], after)
            best = max(best, float(M.max()))
    return best
