"""A seller's template: only slots, simple conditions and a few filters; anything else is refused with its line.

The immutable sandbox alone stops attribute walks, but not work without end; with no calls, no ranges and no macros in
the language at all, a template ends by construction.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jinja2 import TemplateSyntaxError, Undefined, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from assistant.errors import Problem
from assistant.lines import Line, listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

LONGEST_SOURCE = 20_000
DEEPEST_IF = 10
FILTERS = frozenset({"upper", "lower", "trim", "default"})
TESTS = frozenset({"defined", "none"})
ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.If, nodes.Not, nodes.And, nodes.Or,
    nodes.Compare, nodes.Operand, nodes.Filter, nodes.Test,
)  # fmt: skip


def _environment() -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(autoescape=False)
    environment.globals.clear()
    environment.filters = {name: environment.filters[name] for name in FILTERS}
    environment.tests = {name: environment.tests[name] for name in (*TESTS, "eq", "==")}
    return environment


ENVIRONMENT = _environment()


def template_problems(source: str, where: str, slots: frozenset[str]) -> Iterator[Problem]:
    """Yield what is wrong with a template: too long, not the language, a construct or a slot that does not exist."""
    if len(source) > LONGEST_SOURCE:
        what = Line(msgid="it has %(length)s characters", slots=(("length", f"{len(source):,}"),))
        yield Problem(where, what, Line(msgid="at most %(most)s", slots=(("most", f"{LONGEST_SOURCE:,}"),)))
        return
    try:
        tree = ENVIRONMENT.parse(source)
    except (TemplateSyntaxError, RecursionError) as error:
        yield no_template(error, f"{where}:{getattr(error, 'lineno', 1)}")
        return
    yield from _node_problems(tree, where, slots, 0)


def no_template(error: Exception, where: str) -> Problem:
    """Return that a text cannot be run as a template, with what the engine says."""
    what = Line(msgid="it is no template (%(why)s)", slots=(("why", str(error)),))
    return Problem(where, what, Line(msgid="correct that line"))


def _out_of(names: Iterable[str]) -> Line:
    return Line(msgid="choose from %(names)s", slots=(("names", listed(sorted(names))),))


def _node_problems(node: nodes.Node, where: str, slots: frozenset[str], depth: int) -> Iterator[Problem]:
    place = f"{where}:{node.lineno}"
    if not isinstance(node, ALLOWED):
        kind = type(node).__name__.lower()
        what = Line(msgid="'%(kind)s' is not allowed in a template", slots=(("kind", kind),))
        yield Problem(place, what, Line(msgid="use slots, if, and the filters trim or upper"))
        return
    if depth > DEEPEST_IF:
        hint = Line(msgid="at most %(most)s", slots=(("most", DEEPEST_IF),))
        yield Problem(place, Line(msgid="too many conditions inside one another"), hint)
        return
    if isinstance(node, nodes.Name) and node.name not in slots:
        yield Problem(place, Line(msgid="there is no slot '%(name)s'", slots=(("name", node.name),)), _out_of(slots))
    if isinstance(node, nodes.Filter) and node.name not in FILTERS:
        what = Line(msgid="there is no filter '%(name)s'", slots=(("name", node.name),))
        yield Problem(place, what, _out_of(FILTERS))
    if isinstance(node, nodes.Test) and node.name not in TESTS:
        yield Problem(place, Line(msgid="there is no test '%(name)s'", slots=(("name", node.name),)), _out_of(TESTS))
    for child in node.iter_child_nodes():
        yield from _node_problems(child, where, slots, depth + isinstance(node, nodes.If))


def render(source: str, values: Mapping[str, Any]) -> tuple[str, tuple[str, ...]]:
    """Return a checked template filled with values, and the slots that it needs and nobody has filled.

    Such a slot stands as ⟦slot⟧ in the text, so that it can never leave the house unnoticed.
    """
    missing: list[str] = []

    class Marked(Undefined):
        def __str__(self) -> str:
            name = str(self._undefined_name)
            missing.append(name)
            return f"⟦{name}⟧"

        def __bool__(self) -> bool:
            return False

    environment = ENVIRONMENT.overlay(undefined=Marked)
    known = {name: value for name, value in values.items() if value not in (None, "")}
    return environment.from_string(source).render(known), tuple(dict.fromkeys(missing))
