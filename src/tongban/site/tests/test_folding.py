"""A template that was made ready for one language shows what the same template shows when everything is asked as it is drawn."""

import ast

import pytest
from django.conf import settings
from django.template import engines
from django.utils.translation import override
from hypothesis import given
from hypothesis import settings as settled
from hypothesis import strategies as st
from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import Markup, escape

from tongban.kernel.words import Words
from tongban.site.pages.folding import PLACE, Spoken, told

PARTS = """
{% macro mark(kind, text="") %}<i class="{{ kind }}">{{ text or _("材料") }}</i>{% endmacro %}
{% macro box(title, anchor="a") %}{{ mark(anchor) }}<b>{{ title }}</b>{% if caller %}{{ caller() }}{% endif %}{% endmacro %}
{% macro any_of() %}{{ varargs|join(",") }}{{ kwargs|length }}{% endmacro %}
"""
PIECES = [
    *("<p>&amp;{{ _('首页') }}</p>", "{{ name }}", "{{ marked }}", "{{ words|say }}", "{{ number|number }}"),
    "{{ none|default('-', true) }}",
    *('{{ _("窗口") }}：{{ url("portal:home") }}', '{{ url("portal:item", code=name|urlencode) }}', '{{ icon("x") }}'),
    '{% if language() == "en" %}E{{ name }}{% elif name == "x" %}X{% else %}Z{{ _("地址") }}{% endif %}',
    '{% if name %}{{ _("首页") }}{% elif language() != "en" %}没有{% endif %}',
    '{{ name if language() == "en" else _("电话") }}{{ "a" if name }}',
    '{{ _("%(place)s政务服务（演示站）", place=name) }}{{ _("%(num)s 项，占全表 %(share)s%%", num=number, share=marked) }}',
    '{{ ngettext("%(num)s 天", "%(num)s 天", number) }}{{ ngettext("%(num)s 份", "%(num)s 份", 1) }}',
    '{{ ui.mark("k") }}{{ ui.mark("k", text=name) }}{{ ui.mark(kind=name) }}{{ ui.box(_("时间"), anchor=name) }}',
    '{% call ui.box(name) %}{{ _("费用") }}{{ name }}{% endcall %}{{ ui.any_of(1, name, a=2) }}',
    '{% for one in [1, 2] %}{{ loop.index }}{{ ui.mark(one) }}{% if not loop.last %}{{ _("、") }}{% endif %}{% endfor %}',
    '{% set here %}{{ _("首页") }}{{ name }}{% endset %}{{ here }}{{ here|length }}',
    '{% macro own(a) %}[{{ a }}]{% endmacro %}{{ own(name) }}{{ own(_("首页")) }}',
    '{{ sample("sample") }}{{ sample(name) }}',
    *('{{ {"a": _("是")}.get("a") }}{{ [_("是"), name]|join("/") }}', '{% if name %}{% endif %}'),
]  # fmt: skip
SPOKEN = ("zh-hans", "en")


def of_pages(spoken):
    with override(spoken):
        return engines["jinja2"].get_template("400.html").template.environment


def with_parts(env):
    env.loader = DictLoader({"parts.html": PARTS})
    return env


def folded(spoken):
    pages = of_pages(spoken)
    env = Spoken(autoescape=True, undefined=StrictUndefined, extensions=["jinja2.ext.i18n"])
    env.globals.update(pages.globals)
    env.filters, env.fixed, env.translate = pages.filters, pages.fixed, pages.translate
    return with_parts(env)


def as_it_is_drawn(spoken):
    pages = of_pages(spoken)
    env = Environment(autoescape=True, undefined=StrictUndefined, extensions=["jinja2.ext.i18n"])
    env.globals.update(pages.globals)
    env.filters = pages.filters
    return with_parts(env)


PAIRS = {}


@settled(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from(PIECES), max_size=6), st.text(max_size=4), st.sampled_from(SPOKEN), st.integers(0, 3))
def test_the_same_page_with_and_without_folding(pieces, name, spoken, number):
    one, other = PAIRS.setdefault(spoken, (folded(spoken), as_it_is_drawn(spoken)))
    source = '{% import "parts.html" as ui %}' + " ".join(pieces)
    values = {
        "name": name, "number": number, "marked": Markup("<u>%s</u>") % name, "words": Words("甲&乙", name), "none": None,
    }  # fmt: skip

    assert drawn(one, source, values) == drawn(other, source, values)


def drawn(env, source, values):
    try:
        return env.from_string(source).render(values)
    except Exception as trouble:  # then the other must be in the same trouble
        return type(trouble)


@given(st.one_of(st.text(), st.text().map(Markup), st.integers(), st.none(), st.booleans(), st.floats()))
def test_what_is_told_is_escaped(value):
    assert told(value) == str(escape(value))


def test_what_is_known_beforehand_is_one_piece_of_text():
    source = """<p>{{ _("首页") }}</p>{% if language() == "en" %}{{ name }}{% endif %}"""
    source += """<a href="{{ url("portal:home") }}">{{ icon("x") }}</a>"""

    compiled = of_pages("zh-hans").compile(source, raw=True)

    assert '<p>首页</p><a href="/"><svg' in compiled.replace("\\'", "'")
    assert compiled.count("yield '") == 1, compiled
    assert "resolve(" not in compiled, "it asks the page for something"


@pytest.mark.parametrize("giving", ["{% set _ = own %}", "{% macro _(a) %}own{% endmacro %}"])
def test_a_template_may_mean_something_else_by_a_name(giving):
    assert of_pages("zh-hans").from_string(giving + '{{ _("首页") }}').render(own=lambda text: "own") == "own"


def test_a_macro_says_what_it_was_not_given():
    env = folded("zh-hans")

    for call, said in (("ui.mark(1, 2, 3)", "takes not more than"), ("ui.mark(1, hue=2)", "no keyword argument")):
        with pytest.raises(TypeError, match=said):
            env.from_string('{% import "parts.html" as ui %}{{ ' + call + " }}").render()


def test_no_view_gives_a_page_something_else_by_a_fixed_name():
    fixed = of_pages("zh-hans").fixed
    given_by_views = {
        (path.name, key.value)
        for face in ("portal", "desks")
        for path in (settings.ROOT / "src/tongban" / face).rglob("*.py")
        if "tests" not in path.parts
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Dict)
        for key in node.keys
        if isinstance(key, ast.Constant) and key.value in fixed
    }

    assert not given_by_views, "a template of both languages has made up its mind about these names"
    assert PLACE.findall("%(a)s%%") == [("a", ""), ("", "%")]
