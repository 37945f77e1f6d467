package dev.nightshift.training.lm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/**
 * What an independent implementation computed from tiny checkpoints; kept with the inference
 * module.
 */
public final class Goldens {

  private Goldens() {}

  /** The folder, or a skipped test where it is not there. */
  public static Path folder() {
    Path folder =
        Path.of(System.getProperty("nightshift.root", "."))
            .resolve("inference/src/test/resources/goldens");
    Assumptions.assumeTrue(Files.isDirectory(folder), "the reference checkpoints are at " + folder);
    return folder;
  }

  /** All values. */
  public static JsonNode values() throws IOException {
    return new ObjectMapper().readTree(folder().resolve("goldens.json").toFile());
  }

  /** A list of token ids. */
  public static int[] ids(JsonNode node) {
    int[] ids = new int[node.size()];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = node.get(i).asInt();
    }
    return ids;
  }
}
