package dev.nightshift.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.pipelines.spec.PipelineSpec;
import dev.nightshift.schema.error.Faults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SpecFilesTest {

  private static final Path SPECS =
      Path.of(System.getProperty("nightshift.root"), "pipelines", "specs");

  private static Surroundings surroundings(Properties properties) {
    return new Surroundings(
        System.out, System.err, Map.of(), properties, Clock.systemUTC(), new ProcessEnd());
  }

  @Test
  void everyShippedFileIsListed() throws IOException {
    try (Stream<Path> files = Files.walk(SPECS)) {
      List<String> names =
          files.filter(Files::isRegularFile).map(f -> SPECS.relativize(f).toString()).toList();
      assertThat(SpecFiles.SHIPPED).containsExactlyInAnyOrderElementsOf(names);
    }
  }

  @Test
  void withoutACheckoutTheDemoFindsTheModelBesideIt() {
    Faults faults = new Faults();
    PipelineSpec demo = SpecFiles.shipped("demo.yaml", surroundings(new Properties()), faults);

    assertThat(faults.isEmpty()).isTrue();
    assertThat(Path.of(demo.folder()).resolve("models/word-problems.json"))
        .hasSameTextualContentAs(SPECS.resolve("models/word-problems.json"));
  }
}
