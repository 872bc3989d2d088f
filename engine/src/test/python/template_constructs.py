"""One template or more for each construct that chat templates use and for the corners of jinja2 that differ elsewhere."""

_EXPRESSIONS = r"""
not missing is defined
not n == 3
not n in l
not n|string == '3'
not s.startswith('H') and n
-n|abs
-2|abs
-2 ** 2
2 ** 3 ** 2
2 ** -1
7 // 2 * 1.0
-7 // 2
-7 % 3
7 % -3
7.5 // 2
-7.5 % 2
7 / 2
6 / 2
1 / 3
10 ** 20
10 ** 22 / 3
0.1 + 0.2
1e16
1e15
123456789.123456789
1e-5
0.0001
5.0
1.5e300 * 1e10
100000000000000000000000
true + true
true == 1
1 == 1.0
'1' == 1
none == false
[1, 2] == [1, 2.0]
(1, 2) == [1, 2]
{'a': 1} == {'a': true}
1 < 2 < 3
1 < 3 < 2
1 < 2 in [2]
'a' < 'b'
[1, 2] < [1, 3]
'a' in 'abc'
'a' not in 'abc'
1 in 'abc'
1 in {'a': 1}
'a' in {'a': 1}
'' in s
missing in l
missing == missing
missing == none
missing|length
missing ~ 'x'
missing + 'x'
missing.x
missing['x']
missing()
missing|upper
missing|join
missing|list
missing|tojson
missing|int
missing|string|length
d.missing.x
d.missing
d['missing']
d.missing is defined
d.items
d.items()
d['items']
d.keys()|list
d.values()|list
d.get('a')
d.get('nope')
d.get('nope', 7)
d.b.c[1]
d.b['c'][-1]
d['b'].c|last
d.update({'q': 1})
d.update
d.update is defined
l.append(1)
l.pop()
l.index(1)
l.count(1)
l.index(99)
l[0]
l[-1]
l[9]
l[9].x
l['0']
l.0
l[true]
l[1.0]
l[1:]
l[::-1]
l[::2]
l[-2:]
l[:0]
l[10:]
l[::0]
s[0]
s[-1]
s[99]
s[1:4]
s[::-1]
s[1:8:2]
s[-3:]
s['upper']()
t[2:7]
t|length
t.strip()
t.strip()|length
ctrl
ctrl|trim
ctrl.split()
ctrl|tojson
ctrl.splitlines()
q
[q]
[s, q, ctrl, t]
[none, true, 1, 1.0, 'a', missing]
{'a': [1, {'b': none}], 1: 'x', none: true}
(1,)
()
(1, 'a')
[[]]
{}
[1.0, 1e100, 1e-7]
'%s' % 'a'
'%s %s' % ('a', 1)
'%d' % 3.7
'%5d|%-5d|%05d' % (1, 2, 3)
'%.2f' % 2.675
'%e' % 12345.678
'%g %g %g' % (0.0001, 100000, 1e10)
'%x %X %o %#x' % (255, 255, 8, 255)
'%s' % none
'%r' % 'a'
'%s' % l
'%s' % (l,)
'%(a)s' % d
'%(zz)s' % d
'%s' % missing
'abc' % 5
'%s %s' % 'a'
'%c' % 65
'100%%' % ()
'%5.1f%%' % 99.55
'%s'|format('x')
'%(a)s'|format(a=1)
'{} {}'.format(1, 'a')
'{1} {0}'.format('a', 'b')
'{x}'.format(x=3)
'{:>5}|{:<5}|{:^5}'.format('a', 'b', 'c')
'{:.3f}'.format(3.14159)
'{:,}'.format(1234567)
'{:05}'.format(42)
'{:+d}'.format(5)
'{0.a}'.format(d)
'{0[a]}'.format(d)
'{!r}'.format('a')
'{'.format(1)
'{:x}'.format(255)
'{:s}'.format(1)
'{:d}'.format('a')
'a,b,,c'.split(',')
'a,b,,c'.split(',', 1)
'a,b,,c'.rsplit(',', 1)
' a  b '.split()
' a  b c '.split(none, 1)
' a  b c '.rsplit(none, 1)
' a  b '.split(' ')
''.split()
''.split(',')
'abc'.split('')
'a\nb\r\nc\x0bd'.splitlines()
'a\n\nb\n'.splitlines(true)
'a-b-c'.partition('-')
'a-b-c'.rpartition('-')
'abc'.partition('x')
'abc'.startswith('a')
'abc'.startswith(('x', 'a'))
'abc'.startswith(['x'])
'abc'.endswith('bc')
'abc'.startswith('b', 1)
'xxabcxx'.strip('x')
'xyabcyx'.lstrip('xy')
'abc  '.rstrip()
'\u00a0\u2003a\u3000'.strip()
'\u00a0a\u200b'|trim
'abc'.replace('b', 'x')
'aaa'.replace('a', 'b', 2)
'abc'.replace('', '-')
'abc'|replace('b', 'x')
'aaa'|replace('a', 'b', 2)
5|replace(5, 6)
'they\'re bill\'s'.title()
'they\'re bill\'s-x (y)'|title
'hello wORLD'.capitalize()
'hello wORLD'|capitalize
'stra\u00dfe'.upper()
'\u00dfa'.capitalize()
'\u00dfa'.title()
'\u01c6a'.title()
'AbC'.swapcase()
'a'.join(['1', '2'])
', '.join(l)
l|join(', ')
l|join
objs|join(',', attribute='name')
'abc'.find('c')
'abc'.find('z')
'abc'.index('z')
'abcabc'.rfind('b')
'aXbXc'.count('X')
'abc'.count('')
'\U0001f389ab'.find('b')
'a'.center(5)
'ab'.center(5)
'a'.center(4, '*')
'a'.ljust(3) ~ '|'
'a'.rjust(3)
'-5'.zfill(4)
'abc'.removeprefix('a')
'abc'.removesuffix('c')
'abc'.isalpha()
'a1'.isalnum()
'12'.isdigit()
'\u00b2'.isdigit()
' '.isspace()
''.isspace()
'A'.isupper()
'a1'.islower()
'Ab Cd'.istitle()
'abc'.nope
'abc'.nope()
'abc'.encode
'abc'.__class__
'abc'.__class__.__mro__
{}.__class__
messages.__class__
n.__class__
1.5.is_integer()
n.real
n.bit_length()
range(3)
range(3)|list
range(1, 10, 3)|list
range(5, 0, -2)|list
range(0)|list
range(3)[1]
range(5)[1:3]
range(100001)
range(100000)|length
range('a')
dict(a=1, b=2)
dict([('a', 1)])
dict(d, z=1)
namespace(a=1)
namespace(a=1).a
namespace(a=1).b
namespace({'a': 2}, b=3).b
[3, 1, 2]|sort
ls|sort
ls|sort(case_sensitive=true)
ls|sort(reverse=true)
objs|sort(attribute='v')|map(attribute='name')|join
objs|sort(attribute='v,name')|map(attribute='name')|join
objs|sort(attribute='nope')|length
['a', 1]|sort
ls|unique|list
ls|unique(case_sensitive=true)|list
objs|groupby('v')
objs|groupby('k')|map(attribute='grouper')|list
objs|groupby('extra', default='none')|length
objs|map(attribute='v')|sum
objs|sum(attribute='v')
objs|sum('v', 10)
[]|sum
[1.5, 2]|sum
['a']|sum
[[1], [2]]|sum(start=[])
l|min
l|max
ls|min
ls|max(case_sensitive=true)
[]|max
objs|max(attribute='v')
[0.1, 1]|max
l|first
l|last
[]|first
[]|last
''|first
s|first
s|last
d|first
d|last
d|list
d|length
l|reverse|list
s|reverse
l|reverse|first
l|map('string')|list
l|map('string')|join('-')
l|map
[]|map
[]|map|list
l|map('round', 1)|list
l|map(attribute='x')|list
objs|map(attribute='name')|map('upper')|list
objs|map(attribute='extra', default='q')|list
l|select('odd')|list
l|select('odd')|first
l|reject('odd')|list
[0, 1, '', 'a']|select|list
l|select('greaterthan', 1)|list
l|select('in', [1, 2])|list
objs|selectattr('v', 'equalto', 2)|list|length
objs|selectattr('v', '==', 2)|map(attribute='name')|list
objs|rejectattr('v', 'eq', 2)|map(attribute='name')|list
objs|selectattr('extra', 'defined')|list|length
objs|selectattr('extra')|list
(objs|selectattr('v', 'equalto', 99)) and 'truthy'
objs|selectattr('v')|length
messages|selectattr('role', 'equalto', 'user')|map(attribute='content')|list
messages|selectattr('role', 'in', ['user', 'system'])|list|length
messages|rejectattr('role', 'equalto', 'user')|list|last
messages|last
messages[-1].role
messages[0]['role']
messages|map(attribute='role')|join(',')
messages|tojson
messages|tojson(indent=2)
messages[1:]|length
[1, 2, 3, 4, 5]|batch(2)|list
[1, 2, 3]|batch(2, 'x')|list
[1, 2, 3, 4, 5]|slice(2)|list
[1, 2, 3, 4, 5]|slice(3, 'x')|list
l|batch(0)|list
d|dictsort
{'b': 1, 'A': 2}|dictsort
{'b': 1, 'A': 2}|dictsort(true)
{'b': 2, 'a': 3}|dictsort(false, 'value')
{'b': 2, 'a': 3}|dictsort(by='nope')
d|items|list
l|items|list
missing|items|list
d|tojson
d|tojson(indent=4)
{'b': 1, 'a': [1, 2, {}], 'c': []}|tojson(indent=2, sort_keys=true)
{'b': 1, 'a': 2}|tojson(sort_keys=true)
[1, 2]|tojson(separators=(',', ':'))
[1, 2]|tojson(indent='--')
t|tojson
t|tojson(ensure_ascii=true)
'<a href="x">&\''|tojson
'\u007f\u0080\ud83d'|tojson
[1.0, 1e16, 0.1, none, true]|tojson
{1: 2, none: 3, true: 4, 1.5: 5}|tojson
{(1, 2): 3}|tojson
range(3)|tojson
d.items()|tojson
d.keys()|tojson
(1, 2)|tojson
'inf'|float|tojson
3.7|int
'3.7'|int
'abc'|int
'abc'|int(9)
' 42 '|int
'0x1f'|int(base=16)
'1_000'|int
none|int
true|int
[]|int
1e400|int
'3.5'|float
'x'|float
'x'|float(1)
'1e3'|float
'nan'|float
' inf '|float
none|float
2.5|round
3.5|round
2.675|round(2)
5|round
5|round(1, 'ceil')
2.1|round(method='ceil')
2.9|round(0, 'floor')
1234|round(-2)
1234.5|round(-2)
'a'|round
1|round(1, 'nope')
-5|abs
'a'|abs
'foo bar baz qux'|truncate(9)
'foo bar baz qux'|truncate(9, true)
'foo bar baz qux'|truncate(11)
'foo bar baz qux'|truncate(11, false, '...', 0)
'foo'|truncate(1)
'a\nb\n\nc'|indent
'a\nb\n\nc'|indent(2, true)
'a\nb\n\nc'|indent(2, first=true, blank=true)
'a\nb'|indent('> ')
'a\nb\n'|indent
n|indent
'the quick brown fox-trot jumps'|wordwrap(10)
'the quick brown fox-trot jumps'|wordwrap(5, false)
'supercalifragilistic'|wordwrap(6)
'a b\nc d'|wordwrap(2, wrapstring='|')
'the quick  brown'|wordcount
'a'|center(5)
n|default('x')
missing|default('x')
missing|d('x')
''|default('x')
''|default('x', true)
none|default('x')
none|default('x', boolean=true)
missing|default
d.x.y|default('z')
5|string ~ 1
true|string
l|string
l|list is sequence
'abc'|list
5|list
x|length
n|attr('real')
d|attr('a')
d|attr('keys')
s|attr('upper')()
n is odd
n is even
n is divisibleby(3)
n is divisibleby 3
n is number
true is number
true is integer
true is boolean
n is integer
x is float
s is string
s is sequence
s is iterable
s is mapping
d is mapping
d is sequence
d is iterable
l is sequence
l is iterable
n is iterable
d.keys() is sequence
d.keys() is iterable
missing is iterable
missing is sequence
missing is callable
range is callable
s.upper is callable
no is none
missing is none
missing is defined
missing is undefined
missing is not defined
d.a is defined
d.a.b is defined
s is lower
'abc' is lower
'ABC' is upper
n is eq 3
n is eq(3)
n is ne 3
n is gt 2
n is lessthan 4
n is in [1, 2, 3]
n is in(l)
n is not in [1]
none is sameas none
true is sameas true
1 is sameas true
'upper' is filter
'nope' is filter
'odd' is test
f is true
f is string
'x' if true
'x' if false
'x' if false else 'y'
'x' if s else 'y' if n else 'z'
('x' if false) is defined
('x' if false).y
1 if 0 else 2 if 0 else 3
0 or 'a'
0 and 'a'
'' or none
missing or 'x'
missing and 'x'
1 and 2 or 3
not not n
n ~ s ~ none ~ true ~ 1.0
'a' ~ 1 + 2
1 + 2 ~ 'a'
'a' 'b'
"a" 'b' ~ 'c'
'a' * 3
3 * 'a'
'a' * -1
[1] * 2
[1] + [2]
(1,) + (2,)
[1] + (2,)
'a' + 1
1 + 'a'
[1] + 'a'
1 / 0
1 // 0
1 % 0
1.0 / 0
n.foo
n.foo.bar
n()
s()
none.x
none['x']
none + 1
'\n\t\\\'\"\x41\u00e9\U0001f389\101\N{BULLET}'
'\z\é\a'
"it's"
'say "hi"'
1_000
0x1F
0b101
0o17
1e3
1.5e-3
1E5
1.
1.5.real
[1, 2, ]
(1, 2, )
{'a': 1, }
{'a': 1}.a
{'a': 1}['a']
[1, 2][1]
'abc'[1]
(1, 2)[0]
[x, s][0]
range(3)|list|last
strftime_now('%Y-%m-%d')
strftime_now('%d %b %Y')
strftime_now('%A, %B %-d, %Y %I:%M %p')
strftime_now('%a %j %U %W %V %G %u %w %y %H %M %S %f %%')
strftime_now('%e|%k|%l|%F|%T|%D|%R|%c|%x|%X|%h|%P|%z|%Z|%n|%C')
strftime_now('%Q%')
strftime_now()
raise_exception('stop here')
raise_exception('say "hi" ' ~ n)
raise_exception()
joiner(', ')() ~ 'a'
cycler('a', 'b').next()
cycler()
loop
loop.index
caller
caller()
varargs
super
super()
messages is iterable
bos_token
bos_token + 'x'
eos_token is defined
pad_token is defined
tools is none
tools is defined
tools
not tools
documents is not none
add_generation_prompt
add_generation_prompt is defined and add_generation_prompt
not add_generation_prompt is defined
enable_thinking is defined and enable_thinking is false
messages[0].content|trim + '\n'
messages[0]['content'].strip()
messages[-1].content|length > 0
messages[2].content.split('</think>')[-1].lstrip('\n')
messages[2].content.split('</think>')[0].rstrip('\n').split('<think>')[-1].lstrip('\n')
'</think>' in messages[2].content
messages[0].role == 'system' and messages[1].role != 'system'
messages[1].content
messages[0].tool_calls is defined
messages[0].tool_calls
messages[0].get('tool_calls')
messages[0].items()
messages[9]
messages[9].role
(messages|length) % 2 == 0
(messages|length - 1)
messages|length - 1
loop_messages|length
1 |string
l | map ( 'string' ) | join ( ', ' )
*l
n if
(n
n)
[n
n}
n |
n is
n..x
n.
.x
n[]
n[1:2:3:4]
n[1,2]
d[1:2]
f(
f(x=1, 2)
f(x=1, x=2)
f(*l, 1)
dict(**d)
dict(*[d])
dict(*l)
'a
"
#
n !
n ? 1
n && s
!n
n = 3
n == = 3
a b
1 2
lambda: 1
n ++ 1
n -- 1
- - n
+n
+s
-s
not
not and n
n and
in l
l in
is defined
n is defined is defined
n is not not defined
n|nope
n is nope
n|upper|nope
true.real
True and False
None
none is None
TRUE
null
nil
undefined
"""

_STATEMENTS = [
    "a\n",
    "a\n\n",
    "a\r\n",
    "\n",
    "",
    " \n ",
    "a\r\nb\rc\nd",
    "{{ s }}\n",
    "{{ s }}\n\n",
    "{% if n %}\na\n{% endif %}\n",
    "{% if n %}  \na\n{% endif %}\n",
    "  {% if n %}\n  a\n  {% endif %}\n  b",
    "  {%+ if n %}\n  a\n  {%+ endif %}\n  b",
    "  {%- if n %}\n  a\n  {%- endif %}\n  b",
    "  {%- if n -%}\n  a\n  {%- endif -%}\n  b",
    "{% if n +%}\n  a\n{% endif +%}\n  b",
    "x {% if true %}T{% endif %} {% if true %}U{% endif %}",
    "x\n {% if true %} T {% endif %} \n {% if true %}U{% endif %} y",
    "a\n  {{ s }}\n  b",
    "a\n  {{- s -}}\n  b",
    "a \u00a0\u3000{{- s -}}\u2003 b",
    "a\u00a0{%- if n -%}\u00a0b{% endif %}",
    "{{ s }}  {% set a = 1 %}  {{ a }}",
    "{# c #}\na",
    "  {# c #}\na",
    "  {#- c -#}  \na",
    "x {#- c -#} y",
    "{# c +#}\na",
    "{#+ c #}\na",
    "{# {{ x }} {% if %} #}a",
    "{# unclosed",
    "{{ unclosed",
    "{% unclosed",
    "{% if n %}unclosed",
    "{% endif %}",
    "{% if n %}{% endfor %}",
    "{% if n %}a{% elif %}b{% endif %}",
    "{% if %}a{% endif %}",
    "{% nope %}",
    "{%%}",
    "{{}}",
    "{{ }}",
    "{ % a %}",
    "}} %} #}",
    "{{ '}}' }}{{ \"%}\" }}",
    "{{ {'a': {'b': 1}}}}",
    "{{ {'a': 1}['a']}}",
    "{% raw %}{{ a }}{% endraw %}",
    "{% raw %}\n{{ a }}\n{% endraw %}\nb",
    "a\n  {% raw -%}\n {{ a }} \n{%- endraw %}\nb",
    "{%- raw -%} {{ a }} {%- endraw -%}  b",
    "{% raw %}{% raw %}{% endraw %}",
    "{% raw %}unclosed",
    "{% if n: %}a{% endif %}",
    "{% for i in l: %}{{ i }}{% endfor %}",
    "{% for i in l %}{{ i }}{% endfor %}",
    "{% for i in l %}{{ i }}{% else %}none{% endfor %}",
    "{% for i in [] %}{{ i }}{% else %}none{% endfor %}",
    "{% for i in missing %}{{ i }}{% else %}none{% endfor %}",
    "{% for i in none %}{{ i }}{% endfor %}",
    "{% for i in 5 %}{{ i }}{% endfor %}",
    "{% for i in l if i > 1 %}{{ i }}{{ loop.index }}/{{ loop.length }}{% else %}none{% endfor %}",
    "{% for i in l if i > 9 %}{{ i }}{% else %}none{% endfor %}",
    "{% for i in l if loop.index %}{{ i }}{% endfor %}",
    "{% for i in l if i is odd %}{{ loop.last }}{% endfor %}",
    "{% for k, v in d.items() %}{{ k }}={{ v }};{% endfor %}",
    "{% for k in d %}{{ k }}{% endfor %}",
    "{% for k, v in d|items %}{{ k }}{% endfor %}",
    "{% for k, v in d|dictsort %}{{ k }}{% endfor %}",
    "{% for k, v in l %}{{ k }}{% endfor %}",
    "{% for a, (b, c) in [(1, (2, 3))] %}{{ a }}{{ b }}{{ c }}{% endfor %}",
    "{% for c in s %}{{ c }}.{% endfor %}",
    "{% for c in t %}{{ loop.index }}{{ c }}{% endfor %}",
    "{% for i in l %}{{ loop.index }}{{ loop.index0 }}{{ loop.revindex }}{{ loop.revindex0 }}{{ loop.first }}{{ loop.last }}{{ loop.length }}{{ loop.depth }}{{ loop.depth0 }};{% endfor %}",
    "{% for i in l %}{{ loop.previtem }}<{{ i }}>{{ loop.nextitem }};{% endfor %}",
    "{% for i in l %}{{ loop.previtem is defined }}{{ loop.nextitem is defined }}{% endfor %}",
    "{% for i in l %}{{ loop.cycle('a', 'b') }}{% endfor %}",
    "{% for i in [1, 1, 2] %}{{ loop.changed(i) }}{% endfor %}",
    "{% for i in l %}{{ loop }}{% endfor %}",
    "{% for i in l %}{{ loop.nope }}{% endfor %}",
    "{% for i in l %}{{ loop.cycle() }}{% endfor %}",
    "{% for i in l %}{{ loop([1]) }}{% endfor %}",
    "{% for i in l %}{% for j in l %}{{ loop.index }}{% endfor %}{{ loop.index }}{% endfor %}",
    "{% for i in l %}{% set o = loop %}{% for j in l %}{{ o.index }}{{ loop.index }} {% endfor %}{% endfor %}",
    "{% for i in l %}{% if i == 1 %}{% break %}{% endif %}{{ i }}{% endfor %}",
    "{% for i in l %}{% if i == 1 %}{% continue %}{% endif %}{{ i }}{% endfor %}",
    "{% for i in l %}{% break %}{% else %}none{% endfor %}",
    "{% for i in l %}{% continue %}{% else %}none{% endfor %}",
    "{% break %}",
    "{% if n %}{% continue %}{% endif %}",
    "{% for i in l %}{% macro a() %}{% break %}{% endmacro %}{% endfor %}",
    "{% for i in l %}{% generation %}{% break %}{% endgeneration %}{% endfor %}",
    "{% for i in l %}{% set q %}{% if i == 1 %}{% break %}{% endif %}{{ i }}{% endset %}{{ q }}{% endfor %}",
    "{% for i in l %}{% with a = i %}{% if a == 1 %}{% continue %}{% endif %}{{ a }}{% endwith %}{% endfor %}",
    "{% for i in ll recursive %}[{{ loop(i) if i is iterable else i }}]{% endfor %}",
    "{% for i in [[1, [2, 3]], 4] recursive %}{{ loop.depth }}{% if i is sequence %}({{ loop(i) }}){% else %}{{ i }}{% endif %}{% endfor %}",
    "{% for i in l recursive %}{{ i }}{% else %}none{% endfor %}",
    "{% for loop in l %}{% endfor %}",
    "{% for i in l %}{% set loop = 1 %}{% endfor %}",
    "{% set loop = 5 %}{{ loop }}",
    "{% set loop = 5 %}{% for i in l %}{{ loop }}{% endfor %}",
    "{% for true in l %}{% endfor %}",
    "{% for i.x in l %}{% endfor %}",
    "{% for i in l, %}{{ i }}{% endfor %}",
    "{% for i in 1, 2 %}{{ i }}{% endfor %}",
    "{% for i in (l if n else []) %}{{ i }}{% endfor %}",
    "{% for i in l if n else [] %}{{ i }}{% endfor %}",
    "{% set a = 1 %}{{ a }}",
    "{% set a = 1, 2 %}{{ a }}",
    "{% set a, b = 1, 2 %}{{ a }}{{ b }}",
    "{% set a, b = [1, 2, 3] %}{{ a }}",
    "{% set (a, b) = (1, 2) %}{{ a }}{{ b }}",
    "{% set a %}x{{ n }}y{% endset %}{{ a }}{{ a|length }}",
    "{% set a | upper %}x{{ n }}y{% endset %}{{ a }}",
    "{% set a | replace('x', s) | upper %}x{{ n }}y{% endset %}{{ a }}",
    "{% set a | replace('x', missing) %}x{{ n }}y{% endset %}{{ a }}",
    "{% set a = 1 if n %}{{ a }}",
    "{% set a = b = 1 %}",
    "{% set a %}{% set b = 2 %}{{ b }}{% endset %}{{ a }}{{ b }}",
    "{% set true = 1 %}",
    "{% set a.b = 1 %}",
    "{% set d.a = 1 %}",
    "{% set ns = namespace() %}{% set ns.a = 1 %}{{ ns.a }}{{ ns }}",
    "{% set ns = namespace(a=1) %}{% for i in l %}{% set ns.a = ns.a + i %}{% endfor %}{{ ns.a }}",
    "{% set ns = namespace(a=1) %}{% set ns.a, b = 2, 3 %}{{ ns.a }}{{ b }}",
    "{% set ns = namespace(a=1) %}{% set ns.b %}x{% endset %}{{ ns.b }}",
    "{% set ns = namespace(a=1) %}{{ ns['a'] }}{{ ns.zz is defined }}{{ ns.zz }}",
    "{% set ns = namespace(x=l|length - 1) %}{{ ns.x }}",
    "{% set a = 1 %}{% for i in l %}{% set a = a + i %}{{ a }}{% endfor %}{{ a }}",
    "{% set a = 1 %}{% if n %}{% set a = 2 %}{% endif %}{{ a }}",
    "{% if n %}{% set a = 2 %}{% endif %}{{ a }}",
    "{% if z %}{% set a = 2 %}{% endif %}{{ a }}|{{ a is defined }}",
    "{% if z %}{% set n = 2 %}{% endif %}{{ n }}",
    "{% for i in l %}{{ n }}{% endfor %}{% set n = 9 %}{{ n }}",
    "{% for i in l %}{% if n is defined %}{{ n }}{% else %}U{% endif %}{% endfor %}{% set n = 9 %}",
    "{{ n }}{% for i in l %}{{ n }}{% endfor %}{% set n = 9 %}{% for i in l %}{{ n }}{% endfor %}",
    "{% for i in l %}{% if loop.first %}{% set a = i %}{% endif %}{{ a }}{% endfor %}",
    "{% for i in l %}{{ a }}{% set a = i %}{{ a }}{% endfor %}{{ a }}",
    "{% for i in l %}{% if loop.first %}{% set n = 'changed' %}{% endif %}{{ n }}{% endfor %}{{ n }}",
    "{% for n in l %}{{ n }}{% endfor %}{{ n }}",
    "{% for i in l %}{% endfor %}{{ i }}",
    "{% set i = 'o' %}{% for i in l %}{{ i }}{% else %}{{ i }}{% endfor %}{{ i }}",
    "{% set messages = messages[1:] %}{% for m in messages %}{{ m.role }}{% endfor %}",
    "{% if messages[0].role == 'system' %}{% set loop_messages = messages[1:] %}{% set sys = messages[0].content %}{% else %}{% set loop_messages = messages %}{% endif %}{% for m in loop_messages %}{{ loop.index0 }}{{ m.role }}{% endfor %}{{ sys }}",
    "{% macro a() %}x{% endmacro %}{{ a() }}{{ a }}",
    "{% macro a(b) %}[{{ b }}]{% endmacro %}{{ a(1) }}{{ a() }}{{ a(b=2) }}",
    "{% macro a(b, c=2) %}{{ b }}{{ c }}{% endmacro %}{{ a(1) }}{{ a(1, 3) }}{{ a(1, c=4) }}{{ a(c=5, b=6) }}",
    "{% macro a(b) %}{% endmacro %}{{ a(1, 2) }}",
    "{% macro a(b) %}{% endmacro %}{{ a(z=2) }}",
    "{% macro a(b) %}{{ varargs }}{{ kwargs }}{% endmacro %}{{ a(1, 2, 3, z=4) }}",
    "{% macro a(b=n) %}{{ b }}{% endmacro %}{% set n = 5 %}{{ a() }}",
    "{% macro a(b, c=b) %}{{ c }}{% endmacro %}{{ a(1) }}",
    "{% macro a(b=c, c=1) %}{{ b }}|{{ c }}{% endmacro %}{{ a() }}",
    "{% macro a(b=1, c) %}{% endmacro %}",
    "{% macro a(b, b) %}{% endmacro %}",
    "{% macro a() %}{{ n }}{% set n = 5 %}{{ n }}{% endmacro %}{{ a() }}{{ n }}",
    "{{ a() }}{% macro a() %}x{% endmacro %}",
    "{% macro a(k) %}{{ k }}{% if k %}{{ a(k - 1) }}{% endif %}{% endmacro %}{{ a(3) }}",
    "{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}",
    "{% macro a() %}{{ b() }}{% endmacro %}{% macro b() %}y{% endmacro %}{{ a() }}",
    "{% macro a() %}{{ caller() }}{% endmacro %}{% call a() %}x{{ n }}{% endcall %}",
    "{% macro a() %}{{ caller(1, 2) }}{% endmacro %}{% call(p, q) a() %}{{ p }}{{ q }}{% endcall %}",
    "{% macro a() %}{{ caller() if caller is defined else 'none' }}{% endmacro %}{{ a() }}",
    "{% macro a() %}{{ caller() }}{% endmacro %}{{ a() }}",
    "{% macro a() %}x{% endmacro %}{% call a() %}y{% endcall %}",
    "{% macro a(caller) %}{{ caller }}{% endmacro %}{{ a(1) }}",
    "{% call n %}{% endcall %}",
    "{% macro a() %}  x\n{% endmacro %}{{ a()|trim }}{{ a() ~ 'y' }}",
    "{% macro a() %}{{ a.name }}{{ a.arguments }}{{ a.catch_kwargs }}{% endmacro %}{{ a() }}",
    "{% set a = {'f': 1} %}{{ a.f }}{% macro f(x) %}{{ x.f }}{% endmacro %}{{ f(a) }}",
    "{% filter upper %}x{{ s }}{% endfilter %}",
    "{% filter trim | replace('a', n|string) %} a{{ s }} {% endfilter %}",
    "{% filter nope %}{% endfilter %}",
    "{% with a = 1, b = 2 %}{{ a }}{{ b }}{% endwith %}{{ a }}",
    "{% with %}{% set a = 1 %}{{ a }}{% endwith %}{{ a }}",
    "{% with n = n + 1 %}{{ n }}{% endwith %}{{ n }}",
    "{% with a = 1, b = a %}{{ b }}{% endwith %}",
    "{% generation %}x{{ n }}{% endgeneration %}",
    "{%- generation -%} x {%- endgeneration -%} y",
    "  {% generation %}\nx\n{% endgeneration %}\ny",
    "{% generation %}{% set a = 1 %}{% endgeneration %}{{ a }}",
    "{% for m in messages %}{% generation %}{{ m.content }}{{ loop.index }}{% endgeneration %}{% endfor %}",
    "{% generation %}unclosed",
    "{% endgeneration %}",
    "{% print n, s %}",
    "{% print %}",
    "{% do l.append(1) %}",
    "{% if l.append(1) %}{% endif %}{{ l }}",
    "{% set _ = d.update({'q': 1}) %}",
    "{% include 'x' %}",
    "{% import 'x' as y %}",
    "{% extends 'x' %}",
    "{{ '<b>&\"' }}",
    "{{ s|safe }}",
    "{{ '<b>'|safe }}",
    "{% if false %}{{ raise_exception('no') }}{% endif %}ok",
    "{% if true %}{{ raise_exception('Only user and assistant roles are supported!') }}{% endif %}",
    "{% if missing is defined %}{{ missing() }}{% else %}none{% endif %}",
    "{% set a = missing_function is defined and missing_function('x') %}{{ a }}",
    "{% if strftime_now is defined %}{{ strftime_now('%d %b %Y') }}{% endif %}",
    "{% set x = l|select('odd') %}{{ x|list }}{{ x|list }}",
    "{% set x = l|map('string') %}{% for i in x %}{{ i }}{{ loop.length }}{% endfor %}{% for i in x %}{{ i }}{% else %}empty{% endfor %}",
    "{% if l|select('gt', 99) %}true{% else %}false{% endif %}",
    "{% if [] %}a{% elif {} %}b{% elif '' %}c{% elif 0 %}d{% elif 0.0 %}e{% elif none %}f{% elif missing %}g{% else %}h{% endif %}",
    "{% if f %}{{ f }}{% else %}N{% endif %}{% if 'False' %}Y{% endif %}{% if ' ' %}Y{% endif %}",
    "{% set j = joiner('|') %}{% for i in l %}{{ j() }}{{ i }}{% endfor %}",
    "{% set c = cycler('a', 'b') %}{% for i in l %}{{ c.next() }}{{ c.current }}{% endfor %}{% set _ = c.reset() %}{{ c.next() }}",
    "{% for g in objs|groupby('v') %}{{ g.grouper }}:{% for o in g.list %}{{ o.name }}{% endfor %};{% endfor %}",
    "{% for v, os in objs|groupby('v') %}{{ v }}{{ os|length }}{% endfor %}",
    "{% for row in range(5)|batch(2) %}{{ row }}{% endfor %}",
    "{%- for message in messages -%}\n    {%- if message.role == 'user' -%}\n        {{- '[INST] ' + message.content + ' [/INST]' -}}\n    {%- elif message.role == 'assistant' -%}\n        {{- ' ' + message.content + eos_token -}}\n    {%- endif -%}\n{%- endfor -%}\n",
    "{% for message in messages %}\n{{ '<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n' }}\n{% endfor %}\n{% if add_generation_prompt %}\n{{ '<|im_start|>assistant\n' }}\n{% endif %}\n",
    "{% set content = messages[0].content %}{% if content is string %}{{ content }}{% else %}{% for c in content %}{{ c }}{% endfor %}{% endif %}",
    "{% for m in messages[::-1] %}{% set i = (messages|length - 1) - loop.index0 %}{{ i }}{{ m.role }}{% endfor %}",
    "{{ messages[0] }}{{ messages[0]|string }}",
    "{{ messages }}",
    "{% if not loop_messages is defined %}{% set loop_messages = messages %}{% endif %}{{ loop_messages|length }}",
    "{% if (messages[0].role == 'user') != (0 % 2 == 0) %}a{% else %}b{% endif %}",
    "{% if True and not False %}a{% endif %}",
    "{{ 'a' if n is defined and n is not none else 'b' }}",
    "{{ n if n is divisibleby 3 else 'b' }}",
    "{{ n is defined and s is string or false }}",
    "{{ n is divisibleby 3 and true }}",
    "{{ s is in ['Hello, World'] }}{{ s is string and n is number }}",
    "{{ n is eq n + 1 }}",
    "{{ s|upper is upper }}",
    "{{ s|upper()|lower }}",
    "{{ s.upper()|lower }}",
    "{{ (s|upper).lower() }}",
    "{{ s|upper.lower() }}",
    "{{ -n|string }}",
    "{{ n|string + 's' }}",
    "{{ 'x' + n|string }}",
    "{{ n + l|length * 2 }}",
    "{{ l|length > 2 and l|length < 4 }}",
    "{{ not l|length == 3 }}",
    "{{ 'a' ~ 'b' == 'ab' }}",
    "{{ 'a' 'b' == 'ab' }}",
    "{{ n == 3 == true }}",
    "{{ 1 if n }}|{{ 1 if z }}|",
    "{{ [1 if z] }}",
    "{{ loop is defined }}{% for i in l %}{{ loop is defined }}{% endfor %}",
    "{% macro a() %}{{ loop is defined }}{% endmacro %}{% for i in l %}{{ a() }}{% endfor %}",
    "{% for i in l %}{% macro a() %}{{ i }}{% endmacro %}{{ a() }}{% endfor %}",
    "{% for i in l %}{% set x %}{{ loop.index }}{% endset %}{{ x }}{% endfor %}",
    "{% set ns = namespace(f=false) %}{% for m in messages if not ns.f %}{{ m.role }}{% set ns.f = true %}{% endfor %}",
    "{% set ns = namespace(items=[1]) %}{{ ns.items }}",
    "{% set a = namespace(b=namespace(c=1)) %}{% set a.b = 2 %}{{ a.b }}",
    "{%set a=1%}{{a}}{%if a%}b{%endif%}",
    "{%-set a=1-%}{{-a-}}",
    "{{- '' -}}",
    "{{+ n }}",
    "{{ n +}}",
    "{{-n}}",
    "{{ - n }}",
    "{{ n -}} x {{- n }}",
    "{% if n -%} x {% endif -%} y",
    "{{\nn\n}}",
    "{%\nif\nn\n%}a{%\nendif\n%}",
    "{{ s # comment\n }}",
    "line1\n{% if n %}\nline2\n{% endif %}\nline3\n",
    "line1\r\n{% if n %}\r\nline2\r\n{% endif %}\r\nline3\r\n",
    "{{ 'a\r\nb' }}",
    "{{ 'a\nb' }}",
    "\ufeff{{ n }}",
]

TEMPLATES = ["{{ " + line + " }}" for line in _EXPRESSIONS.split("\n") if line] + _STATEMENTS
