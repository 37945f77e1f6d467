package dev.nightshift.pipelines.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.schema.error.Fault;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.error.RequestException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SpecParserTest {

  private final Faults faults = new Faults();

  private PipelineSpec parse(String yaml) {
    return SpecParser.parse(yaml, "p.yaml", "/specs", faults);
  }

  @Test
  void readsEveryKey() {
    PipelineSpec spec =
        parse(
            """
            format: 1
            name: all-keys
            description: Everything at once.
            seed: 42
            parameters:
              rate:
                type: number
                default: 1e-3
                doc: The learning rate.
            steps:
              - name: first
                job: say
              - name: second
                job: say
                after: [first]
                when: true
                with:
                  text: ${parameters.rate}
                  list: [a, b]
            """);

    assertThat(faults.list()).isEmpty();
    assertThat(spec.name()).isEqualTo("all-keys");
    assertThat(spec.description()).isEqualTo("Everything at once.");
    assertThat(spec.seed()).isEqualTo(new Setting("42", new Place("p.yaml", 4)));
    assertThat(spec.parameters())
        .containsExactly(
            new ParameterSpec(
                "rate",
                ParameterType.NUMBER,
                new Setting("1e-3", new Place("p.yaml", 8)),
                "The learning rate.",
                new Place("p.yaml", 6)));
    StepSpec second = spec.step("second").orElseThrow();
    assertThat(second.place()).isEqualTo(new Place("p.yaml", 13));
    assertThat(second.with().get("list").text()).isEqualTo("a,b");
    assertThat(second.after()).extracting(Setting::text).containsExactly("first");
  }

  @Test
  void tellsFaultsOfStructureWithTheirLines() {
    parse(
        """
        name: Bad Name
        format: 9
        parameters:
          rate: {type: float}
        steps:
          - job: say
          - name: second
            with: [a]
          - name: third
            job: say
            job: tell
            with:
              text: {a: b}
              empty:
        """);

    assertThat(faults.list())
        .extracting(Fault::line)
        .containsExactly(
            "p.yaml:2: format is '9'. This version reads format 1.",
            "p.yaml:1: the name 'Bad Name' is not in kebab case. Write small letters, digits and"
                + " hyphens, such as 'gsm8k-nightly'.",
            "p.yaml:4: the type of parameter 'rate' is 'float'. The types are: text, integer,"
                + " number, flag.",
            "p.yaml:6: a step has no name. Add 'name:'.",
            "p.yaml:7: step 'second' has no job. Add 'job:'; './nightshift jobs' lists them.",
            "p.yaml:8: 'with' of step 'second' is a list. Write a mapping of keys to values.",
            "p.yaml:11: key 'job' of a step stands twice. Keep one; the first is in line 10.",
            "p.yaml:13: option 'text' of step 'third' is a mapping. Write a single value.",
            "p.yaml:14: option 'empty' of step 'third' is empty. Write a single value.");
  }

  @Test
  void tellsWhereTextIsNoYaml() {
    parse("name: x\nsteps: [a\nb: c\n");

    assertThat(faults.list()).hasSize(1);
    assertThat(faults.list().get(0).line()).startsWith("p.yaml:3: not YAML: ");
  }

  @Test
  void tellsThatAFileIsEmptyOrNotThere() {
    parse("# nothing\n");
    assertThat(faults.list())
        .extracting(Fault::line)
        .containsExactly("p.yaml: the file is empty. Write a mapping of keys to values.");

    assertThatThrownBy(() -> SpecParser.parse(Path.of("no/such.yaml"), faults))
        .isInstanceOf(RequestException.class)
        .hasMessage("no/such.yaml: the file does not exist. Check the path.");
  }

  @Test
  void tellsOfABraceThatIsNotClosed() {
    Template.parse(new Setting("a ${lake", new Place("p.yaml", 3)), faults);

    assertThat(faults.list())
        .extracting(Fault::line)
        .containsExactly(
            "p.yaml:3: 'a ${lake' opens a reference with '${' and does not close it. Add the"
                + " missing '}'.");
  }
}
