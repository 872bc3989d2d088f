package io.vsd.engine.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateTest {

  private static String render(String template) {
    return Template.parse(template, Set.of("messages"))
        .render(Map.of("messages", List.of()), Clock.systemUTC());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "{{ x|nope }} ~ line 2: there is no filter named 'nope'",
        "{% if false %}{{ x|nope }}{% endif %} ~ line 2: there is no filter named 'nope'",
        "{{ x|urlize }} ~ line 2: the filter 'urlize' is not supported",
        "{{ messages|map('nope')|list }} ~ line 2: there is no filter named 'nope'",
        "{{ x is nope }} ~ line 2: there is no test named 'nope'",
        "{{ messages|selectattr('a', 'nope')|list }} ~ line 2: there is no test named 'nope'",
        "{{ lipsum() }} ~ line 2: the function 'lipsum' is not supported",
        "{{ 'a'.encode() }} ~ line 2: the method 'encode' is not supported",
        "{{ self.a() }} ~ 'self' is not supported: a chat template has no blocks",
        "{% include 'x' %} ~ line 2: {% include %} is not supported: a chat template is one file",
        "{% block a %}{% endblock %} ~ line 2: {% block %} is not supported",
        "{% autoescape true %}{% endautoescape %} ~ line 2: {% autoescape %} is not supported",
        "{% trans %}x{% endtrans %} ~ line 2: {% trans %} is an unknown tag",
        "{% endif %} ~ line 2: {% endif %} closes nothing that is open",
        "{% if x %} ~ line 2: {% if %} is never closed",
        "{% break %} ~ line 2: {% break %} stands outside a loop",
        "{{ x ~ line 2: the end of the template stands where '}}' is expected",
        "{{ 'x }} ~ line 2: a string is never closed",
        "{{ x ? 1 }} ~ line 2: unexpected character '?'",
        "{# x ~ line 2: a comment is never closed",
        "{{ ('a'|safe) + '<' }} ~ line 2: the filter 'safe' is supported only where its text",
        "{% set x = 'a'|safe %}{{ x + '<' }} ~ the filter 'safe' is supported only where its text",
      })
  void whatIsNotSupportedIsRefusedWhenTheTemplateIsRead(String template, String reason) {
    assertThatThrownBy(() -> Template.parse("first line\n" + template, Set.of("messages")))
        .isInstanceOf(TemplateException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void aFunctionThatTheTemplateAsksForMayBeMissing() {
    assertThat(render("{% if now is defined %}{{ now('%Y') }}{% else %}no date{% endif %}"))
        .isEqualTo("no date");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{ ''.getClass() }}",
        "{{ ''.class.forName('java.lang.Runtime') }}",
        "{{ ''.__class__.__mro__ }}",
        "{{ messages.getClass() }}",
        "{{ messages.size() }}",
        "{{ range.invoke() }}",
        "{{ (1).intValue() }}",
        "{{ namespace(a=1).members() }}",
        "{% for i in [1] %}{{ loop.next() }}{% endfor %}",
        "{{ messages|attr('getClass')() }}",
        "{{ messages|map(attribute='class')|list }}{{ messages.append(1) }}",
        "{{ '{0.__class__.__mro__}'.format(1) }}",
      })
  void nothingOfJavaIsReachable(String template) {
    assertThatThrownBy(() -> render(template)).isInstanceOf(TemplateException.class);
  }

  @ParameterizedTest
  @Timeout(value = 2, unit = TimeUnit.MINUTES)
  @ValueSource(
      strings = {
        "{% for a in range(100000) %}{% for b in range(100000) %}{% endfor %}{% endfor %}",
        "{% for a in range(100000) %}{% for b in range(100000) %}x{% endfor %}{% endfor %}",
        "{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}",
        "{% macro a() %}{{ a() }}{{ a() }}{% endmacro %}{{ a() }}",
        "{% set n = namespace(x='ab') %}{% for i in range(100) %}{% set n.x = n.x ~ n.x %}{% endfor %}",
        "{% set n = namespace(x=[1]) %}{% for i in range(100) %}{% set n.x = n.x + n.x %}{% endfor %}",
        "{% set n = namespace(x=2) %}{% for i in range(100) %}{% set n.x = n.x * n.x %}{% endfor %}",
        "{% set n = namespace(x=[1]) %}{% for i in range(100) %}{% set n.x = [n.x, n.x] %}{% endfor %}{{ n.x }}",
        "{{ 'a' * 1000000000 }}",
        "{{ [1] * 1000000000 }}",
        "{{ 9 ** (9 ** 9) }}",
        "{{ 'a'.center(2000000000) }}",
        "{{ 'a'|center(2000000000)|length }}",
        "{{ '%2000000000d' % 1 }}",
        "{{ '{:2000000000}'.format(1) }}",
        "{{ ('a' * 100000).replace('a', 'b' * 100000) }}",
        "{{ (range(100000)|list)|join('x' * 10000) }}",
        "{{ range(1000000) }}",
        "{% for i in range(100000) %}{{ range(100000)|list|length }}{% endfor %}",
        "{% for i in range(100000) %}{{ range(100000)|sum }}{% endfor %}",
      })
  void aTemplateThatDoesNotEndOrGrowsWithoutEndIsEnded(String template) {
    assertThatThrownBy(() -> render(template)).isInstanceOf(TemplateException.class);
  }

  @Test
  void aTemplateThatIsNestedTooDeeplyIsRefused() {
    String deep = "{{ " + "(".repeat(100_000) + "1" + ")".repeat(100_000) + " }}";
    assertThatThrownBy(() -> Template.parse(deep, Set.of()))
        .isInstanceOf(TemplateException.class)
        .hasMessageContaining("nested too deeply");
  }

  @Test
  void aLongTemplateOfManyPartsIsRead() {
    String parts = "{{ 'a'" + " ~ 'a'".repeat(5_000) + " }}";
    assertThat(render(parts)).hasSize(5_001);
    assertThat(render("{% if true %}a{% endif %}\n".repeat(5_000))).hasSize(5_000);
  }

  @Test
  void aConversationOfAMillionCharactersIsRendered() {
    String template =
        "{% for m in messages %}{{ '<' + m.role + '>' + m.content|trim + '\n' }}{% endfor %}";
    List<Map<String, String>> messages =
        Collections.nCopies(2_000, Map.of("role", "user", "content", "x".repeat(500)));
    String text =
        Template.parse(template, Set.of("messages"))
            .render(Map.of("messages", messages), Clock.systemUTC());
    assertThat(text).hasSize(2_000 * 507);
  }
}
