package dev.nightshift.curation.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TemplateTest {

  @Test
  void fieldsAndEscapesAreFilledIn() {
    Template template = Template.parse("Q: {q}\\nA:\\t{{{a b}}}");
    assertThat(template.fields()).containsExactly("q", "a b");
    assertThat(template.fill(name -> "<" + name + ">")).isEqualTo("Q: <q>\nA:\t{<a b>}");
  }

  @Test
  void brokenTemplateIsExplained() {
    assertThatThrownBy(() -> Template.parse("a {b")).hasMessage("the last '{' is never closed");
    assertThatThrownBy(() -> Template.parse("plain")).hasMessage("it names no field");
    assertThatThrownBy(() -> Template.parse("a } b"))
        .hasMessage("the brace at character 3 has no partner");
    assertThatThrownBy(() -> Template.parse("a {b{c}"))
        .hasMessage("the brace at character 5 has no partner");
  }
}
