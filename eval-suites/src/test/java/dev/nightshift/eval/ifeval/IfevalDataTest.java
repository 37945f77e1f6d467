package dev.nightshift.eval.ifeval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nightshift.eval.language.LanguageIdentifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The published prompts. */
class IfevalDataTest {

  private static final Path FILE =
      Path.of(System.getProperty("nightshift.root", ".."), "..", "shared", "data")
          .resolve("ifeval/ifeval.jsonl");

  @Test
  void everyInstructionOfThePublishedPromptsIsKnown() throws IOException {
    assumeTrue(Files.exists(FILE), "skipped: " + FILE + " is not there");
    int prompts = 0;
    int instructions = 0;
    Set<String> seen = new TreeSet<>();
    Set<String> languages = new TreeSet<>();
    for (String line : Files.readAllLines(FILE)) {
      Map<String, Object> row =
          new ObjectMapper().readValue(line, new TypeReference<Map<String, Object>>() {});
      InstructionSet set = InstructionSet.of(row);
      prompts++;
      instructions += set.instructions().size();
      assertThat(set.strict("Yes.")).hasSameSizeAs(set.instructions());
      ((List<?>) row.get("instruction_id_list")).forEach(id -> seen.add(id.toString()));
      for (Object each : (List<?>) row.get("kwargs")) {
        if (((Map<?, ?>) each).get("language") instanceof String language) {
          languages.add(language);
        }
      }
    }
    assertThat(prompts).isEqualTo(541);
    assertThat(instructions).isEqualTo(834);
    assertThat(seen).containsExactlyInAnyOrderElementsOf(InstructionKind.labels());
    assertThat(LanguageIdentifier.languages()).containsAll(languages);
  }
}
