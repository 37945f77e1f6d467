package dev.nightshift.eval.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TemplateTest {

  private static String render(String template) {
    return Template.of(template).render(Map.of("n", 3, "q", "Why?", "list", List.of(1, 2)));
  }

  /** What Jinja2 3.1.6 wrote, with StrictUndefined and keep_trailing_newline. */
  @Test
  void templatesComeOutAsInJinja() throws IOException {
    ObjectMapper json = new ObjectMapper();
    JsonNode file = json.readTree(getClass().getResource("rendered.json"));
    Map<String, Object> doc =
        json.convertValue(file.get("doc"), new TypeReference<LinkedHashMap<String, Object>>() {});
    SoftAssertions all = new SoftAssertions();
    for (JsonNode each : file.get("cases")) {
      String source = each.get("template").asText();
      String found;
      try {
        found = Template.of(source).render(doc);
      } catch (TemplateException e) {
        found = "refused: " + e.getMessage();
      }
      all.assertThat(found).as(source).isEqualTo(each.get("expected").asText());
    }
    all.assertAll();
    assertThat(file.get("cases")).hasSizeGreaterThan(60);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{{ missing }} | line 1: 'missing' is undefined",
        "{{ q.missing }} | line 1: 'str' has no attribute 'missing': it is undefined",
        "{{ list[5] }} | line 1: 'list' has no item 5: it is undefined",
        "{{ q + 1 }} | line 1: '+' is not supported between str and int",
        "{{ q }} {{ 1 / 0 }} | line 1: division by zero",
        "{{ list.index(9) }} | line 1: 9 is not in the list",
        "{% for a, b in list %}{% endfor %} | int is no sequence",
        "{{ 'x' * 100000000 }} | a text of more than 20000000 characters",
        "{% for i in range(100000000) %}{% endfor %} | the template does not come to an end",
      })
  void whatFailsInPythonFailsHere(String template, String message) {
    assertThatThrownBy(() -> render(template))
        .isInstanceOf(TemplateException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{{ q|nofilter }} ; there is no filter 'nofilter'",
        "{% if q is nice %}{% endif %} ; there is no test 'nice'",
        "{% macro f() %}{% endmacro %} ; the tag 'macro' is not supported here",
        "{% if q %} ; the template ends before",
        "{{ q ; line 1: {{ is not closed by }}",
        "{{ q() }} ; a function is called",
        "{{ 'a }} ; is not closed",
        "{{ }} ; an expression ends too early",
        "{{ a b }} ; the end is expected before 'b'",
      })
  void whatCannotBeReadIsRefusedAtOnce(String template, String message) {
    assertThatThrownBy(() -> Template.of(template))
        .isInstanceOf(TemplateException.class)
        .hasMessageContaining(message);
  }

  @Test
  void deepNestingEndsInAMessage() {
    assertThatThrownBy(() -> Template.of("{{ " + "(".repeat(5000) + "1" + ")".repeat(5000) + " }}"))
        .hasMessageContaining("nested too deeply");
    assertThatThrownBy(() -> Template.of("{% if n %}".repeat(3000) + "{% endif %}".repeat(3000)))
        .hasMessageContaining("nested too deeply");
  }

  @Test
  void literalsAreThoseOfPython() {
    assertThat(PythonLiteral.parse("['a', \"it's\", 1, 2.5, None, True, (1, 2)]"))
        .isEqualTo(java.util.Arrays.asList("a", "it's", 1L, 2.5, null, true, List.of(1L, 2L)));
    assertThat(PythonLiteral.find("[not a list]")).isEmpty();
    assertThatThrownBy(() -> PythonLiteral.parse("choices")).hasMessageContaining("is undefined");
  }
}
