package dev.nightshift.inference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** The tiny checkpoints and what an independent implementation computes from them. */
public final class Goldens {

  public static final List<String> MODELS =
      List.of("llama", "llama-tied-rope3", "qwen2", "qwen3", "gpt2", "mixtral");

  private static final JsonNode ALL = read();

  private Goldens() {}

  public static Path folder(String model) {
    try {
      return Path.of(
          Objects.requireNonNull(Goldens.class.getResource("/goldens/" + model)).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  public static JsonNode all() {
    return ALL;
  }

  public static JsonNode of(String model) {
    return ALL.get("models").get(model);
  }

  public static int[][] rows() {
    JsonNode rows = ALL.get("rows");
    return new int[][] {ints(rows.get(0)), ints(rows.get(1))};
  }

  public static int[] ints(JsonNode node) {
    int[] values = new int[node.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = node.get(i).intValue();
    }
    return values;
  }

  public static double[] doubles(JsonNode node) {
    double[] values = new double[node.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = node.get(i).doubleValue();
    }
    return values;
  }

  private static JsonNode read() {
    try {
      return new ObjectMapper().readTree(Files.readString(folder("goldens.json")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
