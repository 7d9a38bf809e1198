"""Circles in a graph of relations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from panoply.problems import Place


def find_circles(edges: Mapping[str, Mapping[str, Place]]) -> Iterator[list[str]]:
    """Each circle once, as the walk from its smallest slug finds it (depth first, without recursion)."""
    done: set[str] = set()
    for start in sorted(edges):
        path: dict[str, Iterator[str]] = {} if start in done else {start: iter(sorted(edges[start]))}
        while path:
            node, following = next(reversed(path.items()))
            step = next(following, None)
            if step is None:
                done.add(node)
                del path[node]
            elif step in path:
                circle = list(path)
                yield circle[circle.index(step) :]
            elif step not in done:
                path[step] = iter(sorted(edges.get(step, ())))
