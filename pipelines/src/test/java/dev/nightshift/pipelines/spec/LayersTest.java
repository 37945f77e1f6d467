package dev.nightshift.pipelines.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.schema.error.Fault;
import dev.nightshift.schema.error.Faults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayersTest {

  private static final String SPEC =
      """
      name: layered
      seed: 1
      parameters:
        a: {default: spec}
        b: {default: spec}
        c: {default: spec}
        d: {default: spec}
      steps:
        - name: pre-train
          job: pretrain
          with: {learning-rate: 1e-1}
      """;

  private final Faults faults = new Faults();
  private final PipelineSpec spec = SpecParser.parse(SPEC, "p.yaml", ".", faults);

  @TempDir private Path folder;

  private static String text(Map<String, Setting> settings, String name) {
    return settings.get(name).text();
  }

  @Test
  void theHigherLayerWinsPathByPath() throws IOException {
    Path file = folder.resolve("nightshift.yaml");
    Files.writeString(
        file,
        """
        lake: from-file
        seed: 2
        parameters: {b: file, c: file, d: file}
        steps:
          pre-train: {learning-rate: 1e-2}
        """);

    Configuration merged =
        new Layers(spec, faults)
            .file(file)
            .environment(
                Map.of(
                    "NIGHTSHIFT_SET_c", "environment",
                    "NIGHTSHIFT_SET_PARAMETERS__D", "environment",
                    "NIGHTSHIFT_SET_steps__pre_train__learning_rate", "1e-3",
                    "HOME", "/root"))
            .sets(List.of("d=set", "seed=3"))
            .general("seed", "4")
            .merge();

    assertThat(faults.list()).isEmpty();
    assertThat(merged.parameters()).containsOnlyKeys("b", "c", "d");
    assertThat(text(merged.parameters(), "b")).isEqualTo("file");
    assertThat(text(merged.parameters(), "c")).isEqualTo("environment");
    assertThat(text(merged.parameters(), "d")).isEqualTo("set");
    assertThat(text(merged.options().get("pre-train"), "learning-rate")).isEqualTo("1e-3");
    assertThat(merged.lake()).isEqualTo("from-file");
    assertThat(merged.seed(spec)).isEqualTo(4);
    assertThat(Configuration.empty().seed(spec)).isEqualTo(1);
    assertThat(Configuration.empty().lake()).isEqualTo("lake");
  }

  @Test
  void theLastAssignmentOfAPathWinsAndKeepsEqualsSigns() {
    Configuration merged = new Layers(spec, faults).sets(List.of("a=1", "a=x=y")).merge();

    assertThat(text(merged.parameters(), "a")).isEqualTo("x=y");
  }

  @Test
  void tellsEveryPathThatNamesNothing() {
    new Layers(spec, faults)
        .environment(Map.of("NIGHTSHIFT_SET_steps__pretrain__x", "1"))
        .sets(List.of("aa=1", "steps.pre-train=2", "word", "seed=many"));

    assertThat(faults.list())
        .extracting(Fault::line)
        .containsExactly(
            "NIGHTSHIFT_SET_steps__pretrain__x: pipeline layered has no step 'pretrain'. Did you"
                + " mean 'pre-train'?",
            "--set aa: pipeline layered has no parameter 'aa'. Did you mean 'a'?",
            "--set steps.pre-train: 'steps.pre-train' names nothing that can be set. Name a"
                + " parameter, steps.STEP.OPTION, lake, master or seed.",
            "--set: 'word' is no assignment. Write --set path=value.",
            "--set seed: seed is 'many'. Give a whole number.");
  }
}
