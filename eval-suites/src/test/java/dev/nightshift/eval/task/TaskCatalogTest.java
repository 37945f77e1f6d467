package dev.nightshift.eval.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaskCatalogTest {

  @TempDir private Path folder;

  @Test
  void aNameIsToldWithItsKindAndWhetherItsDataIsThere() throws IOException {
    Path file = folder.resolve("gsm8k/test.jsonl");
    Files.createDirectories(file.getParent());
    Files.writeString(file, "not even JSON: the catalogue reads no data");
    TaskCatalog catalog = new TaskCatalog(TaskLibrary.builtIn(), folder);
    List<String> lines = catalog.lines(List.of("gsm8k", "arithmetic", "mmlu_stem", "truthfulqa"));
    assertThat(lines.stream().map(line -> line.replaceAll(" {2,}", "|")))
        .contains(
            "TASK|KIND|EXAMPLES|VERSION|DATA|METRICS",
            "gsm8k|generate_until|5|3|found: original|exact_match",
            "arithmetic|generate_until|0|1|generated|exact_match",
            "mmlu_anatomy|multiple_choice|0|1|missing|acc",
            "GROUP|TASKS|VERSION|METRICS",
            "mmlu_stem|19|2|acc",
            "truthfulqa|2")
        .hasSize(1 + 2 + 19 + 2 + 1 + 2 + 1 + 2);
    // Columns stand under their heads.
    assertThat(lines.subList(1, 24))
        .allMatch(line -> line.charAt(lines.get(0).indexOf("KIND") - 1) == ' ');
  }

  @Test
  void withoutNamesEverythingIsListed() {
    TaskLibrary library = TaskLibrary.builtIn();
    List<String> lines = new TaskCatalog(library, null).lines(List.of());
    assertThat(lines).anyMatch(line -> line.startsWith("gsm8k ") && line.contains("needs --data"));
    assertThat(lines.stream().filter(line -> line.matches("mmlu_.* multiple_choice .*")).count())
        .isEqualTo(57);
    for (String tag : library.tags().keySet()) {
      assertThat(lines).anyMatch(line -> line.startsWith(tag + " "));
    }
    assertThatThrownBy(() -> new TaskCatalog(library, null).lines(List.of("gsm9k")))
        .hasMessageContaining("there is no task 'gsm9k'")
        .hasMessageContaining("Did you mean 'gsm8k'?")
        .hasMessageContaining("evaluate --list");
  }
}
