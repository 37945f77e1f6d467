package dev.nightshift.inference.tokenizer.jinja;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.schema.error.RequestException;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JinjaTemplateTest {

  /** Expected values are Jinja2's (3.1.6) with trim_blocks and lstrip_blocks; ⏎ is a line break. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      quoteCharacter = '`',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "a⏎  {%- if true %}⏎  b⏎  {%- endif %}⏎c⏎⏎§a  bc⏎",
        "a⏎  {%+ if true %}b{% endif +%}⏎c§a⏎  b⏎c",
        "  {% if true %}⏎    x⏎  {% endif %}⏎  {# note #}⏎y§    x⏎y",
        "{# note -#}⏎ z§z",
        "{% raw %}{{ x }}{% endraw %}§{{ x }}",
        "{% for m in messages[::-1] %}{{ m.role[0] }}{% endfor %}§uaus",
        "{{ messages[-1]['role'] }} {{ 'abcdef'[1:-1] }} {{ 'abcdef'[::2] }}§user bcde ace",
        "{% for m in messages if m.role == 'user' %}{{ loop.index }}{% else %}-{% endfor %}§12",
        "{% for m in [] %}x{% else %}none{% endfor %}§none",
        "{% for k, v in {'a': 1}.items() %}{{ k }}={{ v }}{% endfor %}§a=1",
        "{% for i in [1, 2, 3] %}{% if i == 2 %}{% continue %}{% endif %}{{ i }}{% endfor %}§13",
        "{% for i in [1, 2, 3] %}{{ i }}{% if i == 2 %}{% break %}{% endif %}{% endfor %}§12",
        "{% for i in [7, 8] %}{{ loop.previtem }}{{ loop.nextitem }}{{ loop.last }}{% endfor %}"
            + "§8False7True",
        "{% set ns = namespace(n=messages|length - 1) %}{% for m in messages %}"
            + "{% set ns.n = ns.n + 1 %}{% endfor %}{{ ns.n }}§7",
        "{% set x = 1 %}{% for i in [1] %}{% set x = 5 %}{% endfor %}{{ x }}§1",
        "{% set x %}a{{ 1 }}{% endset %}{{ x }}§a1",
        "{% macro f(a, b='z') %}<{{ a }}{{ b }}>{% endmacro %}{{ f('1') }}{{ f('1', b='2') }}"
            + "§<1z><12>",
        "{{ ' a '.strip() + 'xxbx'.lstrip('x') + 'a,b,c'.split(',')[-1] }}§abxc",
        "{{ 'a b  c'.split() }} {{ 'Ab'.startswith('A') }} {{ 'x' in 'xyz' }}"
            + "§['a', 'b', 'c'] True True",
        "{{ {'a': [1, 1.5, true, none, 'é\"']} | tojson }}§{\"a\": [1, 1.5, true, null, \"é\\\"\"]}",
        "{{ {'a': [1]} | tojson(indent=2) }}§{⏎  \"a\": [⏎    1⏎  ]⏎}",
        "{{ 'a' + ' b ' | trim + 'c' }} {{ 2 + 3 * 4 }} {{ 7 // 2 }} {{ 10 / 5 }}§abc 14 3 2.0",
        "{{ messages | map(attribute='role') | join(',') }}§system,user,assistant,user",
        "{{ messages | selectattr('role', 'equalto', 'user') | list | length }}§2",
        "{{ nothing }}|{{ nothing is defined }}|{{ messages[0].nope | default('d') }}§|False|d",
        "{{ 'a' if messages[0].role == 'user' else 'b' }}{{ 'only' if false }}§b",
        "{% if messages[3].content %}t{% endif %}{% if '' %}e{% endif %}{% if [] %}l{% endif %}§t",
        "{{ messages[1:3] | length }} {{ messages[10:] }}§2 []",
        "{{ 'it\\'s' }} {{ \"}}\" }} {{ 'x' 'y' }}§it's }} xy",
        "{% if not messages is defined %}a{% else %}b{% endif %}{{ not 1 == 2 and not (2 == 3) }}"
            + "§bTrue",
        "{{ not messages|length == 4 }} {{ 'b' not in 'abc' }} {{ 'a' is iterable }}"
            + "§False False True",
        "{{ strftime_now('%d %b %Y') }}§09 Mar 2026",
        "{% generation %}abc{% endgeneration %}§abc",
      })
  void constructsComeOutAsInPython(String template, String expected) {
    assertThat(render(template.replace('⏎', '\n'))).isEqualTo(expected.replace('⏎', '\n'));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      value = {
        "{% include 'x' %}§line 1: the tag include",
        "a\\n{{ x | tosql }}§line 2: the filter tosql",
        "{{ x is prime }}§the test prime",
        "{{ open('f') }}§the function open",
        "{{ 'a'.format(1) }}§the method format",
        "{{ x.getClass() }}§the method getClass",
        "{{ 'x }}§line 1: {{ is not closed",
        "{% if true %}x§Missing end tag: endif",
        "{% for i in [1] %}{{ loop.depth }}{% endfor %}§the attribute 'loop.depth'",
        "{{ 'a' * 2 }}§Cannot coerce 'a'",
      })
  void whatIsNotSupportedIsNamed(String template, String problem) {
    assertThatThrownBy(() -> render(template.replace("\\n", "\n")))
        .isInstanceOf(RequestException.class)
        .hasMessageStartingWith("file: the chat template uses something that is not supported (")
        .hasMessageContaining(problem);
  }

  private static String render(String template) {
    List<Map<String, String>> messages =
        List.of(
            Map.of("role", "system", "content", "Be brief."),
            Map.of("role", "user", "content", "Hi"),
            Map.of("role", "assistant", "content", "Yes"),
            Map.of("role", "user", "content", "false"));
    ZonedDateTime now = ZonedDateTime.of(2026, 3, 9, 0, 0, 0, 0, ZoneOffset.UTC);
    return JinjaTemplate.of(template, "file").render(Map.of("messages", messages), now);
  }
}
