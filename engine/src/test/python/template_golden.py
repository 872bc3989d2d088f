"""Golden values for io.vsd.engine.template: many small templates and what jinja2 makes of them.

Usage: template_golden.py OUT [COUNT [SEED]]
Needs: transformers 4.57.1, jinja2 3.1.6. Writes JSON lines: first the sets of values that templates are given, then
[set, template, text], or [set, template, null] where jinja2 raises, or [set, template, null, message] where the template does.
"""

import json
import pathlib
import random
import re
import sys

import template_constructs
from jinja_reference import render

VALUES = {
    "n": 3,
    "m": -7,
    "x": 2.5,
    "big": 1e20,
    "s": "Hello, World",
    "t": "  na\u00efve \u65e5\u672c \U0001f389\t\n",
    "e": "",
    "z": 0,
    "f": "false",
    "q": "it's \"q\"\\",
    "ctrl": "a\u001b[1m\u0000\u00a0b\u2028c",
    "no": None,
    "yes": True,
    "l": [3, 1, 2],
    "ls": ["b", "A", "c", "a", "B"],
    "ll": [[1, 2], [3], []],
    "d": {"a": 1, "b": {"c": [1, 2]}, "items": 5},
    "objs": [
        {"name": "x", "v": 2, "k": "B"},
        {"name": "y", "v": 1, "k": "a"},
        {"name": "z", "v": 2, "k": "b", "extra": None},
    ],
}
CHAT = {
    "messages": [
        {"role": "system", "content": " Be brief.\n"},
        {"role": "user", "content": "Hi {{ there }}"},
        {"role": "assistant", "content": "<think>\nhm\n</think>\n\nfalse"},
        {"role": "user", "content": ""},
    ],
    "tools": None,
    "documents": None,
    "add_generation_prompt": True,
    "bos_token": "<s>",
    "eos_token": "</s>",
}


# A slice of a constant that has none: undefined where jinja2 can work it out beforehand, an exception elsewhere.
FOLDED = re.compile(r"\((\d[\d.]*|none|true|\{[^{}]*\})\)\[[^\]]*:")


class Generator:
    """Small templates, most of them meaningful and some of them wrong in a small way."""

    def __init__(self, rng):
        self.rng = rng
        self.names = []

    def pick(self, *options):
        return self.rng.choice(options)

    def chance(self, p):
        return self.rng.random() < p

    def any(self, depth):
        if depth <= 0:
            return self.leaf()
        return self.pick(self.text, self.number, self.items, self.truth, self.table, self.mixed)(depth - 1)

    def leaf(self):
        if self.names and self.chance(0.3):
            return self.rng.choice(self.names)
        return self.pick("n", "m", "x", "s", "t", "e", "z", "f", "no", "yes", "l", "ls", "d", "objs", "missing", "d.missing", "'a'", "1", "0", "2.0", "none", "true", "[]", "{}", "big", "q", "ctrl")

    def mixed(self, depth):
        a = lambda: self.any(depth)
        return self.pick(
            lambda: f"{a()} if {a()} else {a()}",
            lambda: f"({a()} if {a()})",
            lambda: f"({a()} or {a()})",
            lambda: f"({a()} and {a()})",
            lambda: f"({a()})|default({a()})",
            lambda: f"({a()})|default({a()}, true)",
            lambda: f"({a()}, {a()})",
            lambda: f"({a()})|string",
            lambda: f"({a()})|tojson",
            lambda: f"({a()})[{self.number(depth)}]",
            lambda: f"{self.pick('s', 'l', 't', 'ls', 'd', 'n', 'missing', 'range(n)')}[{self.pick('', '-1', '1', 'n', '-2')}:{self.pick('', '-1', '2', 'n')}{self.pick('', ':', ':-1', ':2', ':-2')}]",
            lambda: f"({a()}).{self.pick('a', 'b', 'name', 'items', 'upper', 'role', '0')}",
            lambda: f"({a()})|length",
            lambda: f"({a()})|list",
            lambda: f"({a()})|first",
            lambda: f"({a()})|last",
            lambda: f"({a()})|reverse|list",
            lambda: f"({a()}) {self.pick('+', '-', '*', '~', '/', '//', '%')} ({a()})",
        )()

    def text(self, depth):
        s = lambda: self.text(depth - 1) if depth > 0 and not self.chance(0.08) else (self.leaf() if self.chance(0.1) else self.pick("s", "t", "e", "f", "q", "ctrl", "'a b  c'", "'x-y-x'", "\"\\n l1\\n\\tl2 \\n\"", "'%s'", "'ab'", "' '", "'{}'", "messages[0].content", "ls[0]", "objs[0].name"))
        if depth <= 0:
            return s()
        return self.pick(
            lambda: f"{s()} ~ {self.any(depth - 1)}",
            lambda: f"({s()} + {s()})",
            lambda: f"({s()} * {self.pick('2', 'n', '0', 'm')})",
            lambda: f"({s()}).{self.pick('strip', 'lstrip', 'rstrip', 'upper', 'lower', 'title', 'capitalize', 'swapcase')}()",
            lambda: f"({s()}).{self.pick('strip', 'lstrip', 'rstrip')}({s()})",
            lambda: f"({s()}).replace({s()}, {s()})",
            lambda: f"({s()}).replace({s()}, {s()}, {self.pick('1', '0', '-1', 'n')})",
            lambda: f"({s()}).join({self.items(depth - 1)})",
            lambda: f"({s()}).split({s()})[{self.pick('0', '-1', '1')}]",
            lambda: f"({s()}).{self.pick('center', 'ljust', 'rjust', 'zfill')}({self.pick('12', '3', 'n')})",
            lambda: f"({s()}).{self.pick('removeprefix', 'removesuffix')}({s()})",
            lambda: f"({s()})|{self.pick('trim', 'upper', 'lower', 'capitalize', 'title', 'string', 'reverse', 'center(9)', 'indent', 'indent(2, true)', 'indent(1, false, true)', 'wordcount', 'truncate(8)', 'truncate(6, true)', 'wordwrap(5)', 'wordwrap(7, false)')}",
            lambda: f"({s()})|replace({s()}, {s()})",
            lambda: f"({s()})|trim({s()})",
            lambda: f"({s()}) % ({self.any(depth - 1)})",
            lambda: f"({s()})|format({self.any(depth - 1)})",
            lambda: f"({self.items(depth - 1)})|join({self.pick('', s())})",
            lambda: f"({s()})[{self.pick('0', '-1', 'n', '1:', ':-1', '::-1', '1:4:2', '::2', '50', '-3:')}]",
            lambda: f"({self.any(depth - 1)})|tojson{self.pick('', '(indent=2)', '(sort_keys=true)', '(ensure_ascii=true)', '(indent=0)')}",
            lambda: f"'{self.pick('%d', '%5.1f', '%-6s|', '%r', '%x', '%+d', '%05d', '%e', '%g', '%c', '%%', '%3d%%', '%s and %s', '%(a)s')}' % {self.any(depth - 1)}",
            lambda: f"'{self.pick('{}', '{0}', '{:>8}', '{:.2f}', '{:,}', '{!r}', '{:05d}', '{:^9}', '{:x}', '{:+}', '{:e}', '{:%}', '{{}}', '{a}')}'.format({self.any(depth - 1)})",
        )()

    def number(self, depth):
        i = lambda: self.number(depth - 1) if depth > 0 and not self.chance(0.08) else (self.leaf() if self.chance(0.1) else self.pick("n", "m", "z", "x", "1", "2", "0", "7", "10", "3.5", "0.1", "1e3", "l[0]", "true", "1_000", "0x1f"))
        if depth <= 0:
            return i()
        return self.pick(
            lambda: f"({i()} {self.pick('+', '-', '*', '/', '//', '%', '**')} {i()})",
            lambda: f"{self.pick('-', '+')}{i()}",
            lambda: f"{i()} {self.pick('+', '-', '*', '//', '%')} {i()} {self.pick('+', '-', '*')} {i()}",
            lambda: f"({self.items(depth - 1)})|{self.pick('length', 'count', 'sum', 'min', 'max')}",
            lambda: f"({i()})|{self.pick('abs', 'int', 'float', 'round', 'round(1)', 'round(2, ' + chr(39) + 'floor' + chr(39) + ')', 'round(0, ' + chr(39) + 'ceil' + chr(39) + ')', 'round(-1)')}",
            lambda: f"({self.any(depth - 1)})|int",
            lambda: f"({self.any(depth - 1)})|float(1.5)",
            lambda: f"({self.text(depth - 1)}).{self.pick('find', 'rfind', 'count', 'index')}({self.text(depth - 1)})",
            lambda: f"({self.text(depth - 1)})|length",
        )()

    def items(self, depth):
        i = lambda: self.items(depth - 1) if depth > 0 and not self.chance(0.08) else (self.leaf() if self.chance(0.1) else self.pick("l", "ls", "ll", "objs", "messages", "[1, 'a', none, true, 2.0]", "range(n)", "range(1, 7, 2)", "d.keys()", "d.items()", "d.values()", "(1, 2)", "'abc'"))
        if depth <= 0:
            return i()
        return self.pick(
            lambda: f"[{', '.join(self.any(depth - 1) for _ in range(self.rng.randrange(4)))}]",
            lambda: f"({i()} + {i()})",
            lambda: f"({i()})[{self.pick('1:', ':-1', '::-1', '::2', ':n', '-2:', ':')}]",
            lambda: f"({i()})|{self.pick('list', 'sort', 'sort(reverse=true)', 'unique|list', 'reverse|list', 'batch(2)|list', 'slice(2)|list', 'batch(2, 0)|list', 'slice(3, 9)|list', 'map(' + chr(39) + 'string' + chr(39) + ')|list', 'map(' + chr(39) + 'upper' + chr(39) + ')|list', 'select|list', 'reject|list', 'select(' + chr(39) + 'string' + chr(39) + ')|list', 'select(' + chr(39) + 'gt' + chr(39) + ', 1)|list', 'map(' + chr(39) + 'default' + chr(39) + ', 7)|list')}",
            lambda: f"objs|{self.pick('map(attribute=%r)|list', 'map(attribute=%r, default=0)|list', 'selectattr(%r)|list', 'rejectattr(%r)|list', 'sort(attribute=%r)', 'groupby(%r)', 'sum(%r)', 'unique(attribute=%r)|list', 'selectattr(%r, ' + chr(39) + 'defined' + chr(39) + ')|list', 'selectattr(%r, ' + chr(39) + 'equalto' + chr(39) + ', 2)|list', 'max(attribute=%r)', 'join(' + chr(39) + ',' + chr(39) + ', attribute=%r)') % self.pick('name', 'v', 'k', 'extra', 'nope')}",
            lambda: f"({self.text(depth - 1)}).{self.pick('split()', 'split(None, 1)', 'splitlines()', 'splitlines(true)', 'rsplit()', 'rsplit(None, 1)')}",
            lambda: f"({self.text(depth - 1)}).{self.pick('split', 'rsplit', 'partition', 'rpartition')}({self.text(depth - 1)})",
            lambda: f"({self.text(depth - 1)}).{self.pick('split', 'rsplit')}({self.text(depth - 1)}, {self.pick('1', '2', '0', '-1')})",
            lambda: f"({self.table(depth - 1)})|{self.pick('dictsort', 'items|list', 'list', 'dictsort(reverse=true)', 'dictsort(by=' + chr(39) + 'value' + chr(39) + ')')}",
        )()

    def table(self, depth):
        if depth <= 0:
            return self.pick("d", "d.b", "{}", "objs[0]", "messages[-1]", "{'k': 1}")
        pairs = ", ".join(f"{self.pick(repr('a'), repr('b'), '1', 'true', '1.0', 'none', self.any(0))}: {self.any(depth - 1)}" for _ in range(self.rng.randrange(4)))
        return self.pick("{" + pairs + "}", f"dict({self.table(0)}, z={self.any(depth - 1)})", f"dict(a={self.any(depth - 1)})")

    def truth(self, depth):
        a = lambda: self.any(depth - 1) if depth > 0 else self.leaf()
        return self.pick(
            lambda: f"({a()} {self.pick('==', '!=', '<', '>', '<=', '>=', 'in', 'not in')} {a()})",
            lambda: f"({self.number(depth - 1)} {self.pick('<', '<=', '>', '==')} {self.number(depth - 1)} {self.pick('<', '!=', '>=')} {self.number(depth - 1)})",
            lambda: f"not {a()}",
            lambda: f"not {a()} {self.pick('==', 'in', 'is')} {self.pick('none', 'defined', 'string')}",
            lambda: f"({a()}) is {self.pick('', 'not ')}{self.pick('defined', 'undefined', 'none', 'string', 'mapping', 'sequence', 'iterable', 'number', 'integer', 'float', 'boolean', 'true', 'false', 'callable', 'lower', 'upper', 'odd', 'even', 'divisibleby 2', 'eq 3', 'in [1, 2, 3]', 'sameas none', 'gt 1')}",
            lambda: f"({self.text(depth - 1)}).{self.pick('startswith', 'endswith')}({self.pick(self.text(depth - 1), '(' + repr('a') + ', ' + repr('H') + ')')})",
            lambda: f"({self.text(depth - 1)}).{self.pick('isdigit', 'isalpha', 'isspace', 'isupper', 'islower', 'isalnum', 'istitle')}()",
            lambda: f"{self.text(0)} in {self.text(depth - 1)}",
        )()

    def sign(self):
        return self.pick("", "", "", "-", "+")

    def tag(self, code):
        return "{%" + self.sign() + " " + code + " " + self.sign() + "%}"

    def shown(self, code):
        return "{{" + self.pick("", "", "-") + " " + code + " " + self.pick("", "", "-") + "}}"

    def gap(self):
        return self.pick("", "", " ", "\n", "\n  ", " x ", "\n\n", "text\n", "  \t", "{# c #}", "{#- c -#}\n", "\r\n", "{% raw %} {{ r }} {% endraw %}\n")

    def statement(self, depth):
        e = lambda: self.any(self.rng.randrange(1, 3))
        body = lambda: self.block(depth - 1)
        if depth <= 0 or self.chance(0.45):
            return self.shown(e())
        kind = self.rng.randrange(12)
        if kind == 0:
            end = self.pick("", self.tag("else") + body(), self.tag(f"elif {e()}") + body() + self.tag("else") + body())
            return self.tag(f"if {e()}") + body() + end + self.tag("endif")
        if kind in (1, 2, 3):
            return self.loop(depth, body)
        if kind in (4, 5):
            name = self.pick("a", "b", "n", "s")
            code = self.tag(f"set {name} = {e()}")
            self.names.append(name)
            return code
        if kind == 6:
            name = self.pick("a", "b")
            return self.tag(f"set {name}") + body() + self.tag("endset") + self.shown(name)
        if kind == 7:
            return self.tag("set ns = namespace(v=0, w=[])") + self.tag("for i in l") + self.tag("set ns.v = ns.v + i") + body() + self.tag("endfor") + self.shown("ns.v")
        if kind == 8:
            default = self.pick("", "=1", "='d'")
            return self.tag(f"macro mac(p, q{default})") + self.shown("p") + "|" + self.shown("q") + body() + self.tag("endmacro") + self.shown(f"mac({e()}{self.pick('', ', q=' + e(), ', ' + e())})")
        if kind == 9:
            return self.tag(f"filter {self.pick('upper', 'trim', 'replace(' + chr(39) + 'a' + chr(39) + ', ' + chr(39) + 'b' + chr(39) + ')')}") + body() + self.tag("endfilter")
        if kind == 10:
            return self.tag(f"with a = {e()}, b = {e()}") + body() + self.shown("a") + self.tag("endwith")
        return self.tag("generation") + body() + self.tag("endgeneration")

    def loop(self, depth, body):
        over = self.items(1)
        target = self.pick("i", "i", "m", "i, j")
        condition = self.pick("", "", f" if {self.truth(1)}", " if i")
        before = list(self.names)
        self.names += ["i", "loop.index", "loop.last", "loop.first", "loop.index0", "loop.length", "loop.revindex", "loop.previtem", "loop.nextitem", "loop.cycle('o', 'e')", "loop.changed(i)"]
        inner = body() + self.pick("", "", self.tag("if loop.index == 2") + self.tag(self.pick("break", "continue")) + self.tag("endif") + body())
        self.names = before
        end = self.pick("", "", self.tag("else") + body())
        return self.tag(f"for {target} in {over}{condition}") + inner + end + self.tag("endfor")

    def block(self, depth):
        return "".join(self.gap() + self.statement(depth) + self.gap() for _ in range(self.rng.randrange(1, 3)))

    def template(self):
        self.names = []
        if self.chance(0.5):
            return "{{ " + self.any(self.rng.randrange(1, 4)) + " }}"
        return self.block(self.rng.randrange(1, 4))


def case(index, passed, template):
    result = render(template, passed)
    if "text" in result:
        return [index, template, result["text"]] if len(result["text"]) < 4000 else None
    if "error" not in result:
        return None
    return [index, template, None] + ([result["error"]] if result["own"] else [])


def main(out, count, seed):
    sets = [VALUES | {"messages": CHAT["messages"]}, CHAT]
    generator = Generator(random.Random(seed))
    templates = list(template_constructs.TEMPLATES)
    seen = set(templates)
    lines = []
    for template in templates:
        lines += [c for index in (0, 1) if (c := case(index, sets[index], template))]
    while len(lines) < count:
        template = generator.template()
        if template in seen or len(template) > 600 or FOLDED.search(template):
            continue
        seen.add(template)
        if c := case(0, sets[0], template):
            if c[2] is not None or generator.chance(0.35):  # text is worth more than failure
                lines.append(c)
    text = "\n".join(json.dumps(line, ensure_ascii=True, separators=(",", ":")) for line in [sets, *lines])
    out.write_text(text + "\n")
    print(f"{len(lines)} cases, {sum(line[2] is None for line in lines)} of them raise")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 6000, int(sys.argv[3]) if len(sys.argv) > 3 else 9)
