package dev.nightshift.training.curriculum;

import dev.nightshift.schema.identity.Digest;
import dev.nightshift.training.data.RowPlan;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The difficulty of each prepared example and the key of the row that it came from, in a text file
 * beside the examples: a line each, difficulty, tab, key. More is harder.
 */
public final class Difficulties {

  private final double[] values;
  private final List<String> keys;

  private Difficulties(double[] values, List<String> keys) {
    this.values = values;
    this.keys = List.copyOf(keys);
  }

  /** Difficulties in memory. */
  public static Difficulties of(double[] values, List<String> keys) {
    if (values.length != keys.size()) {
      throw new IllegalArgumentException(values.length + " values of " + keys.size() + " rows");
    }
    return new Difficulties(values.clone(), keys);
  }

  /** The file of a folder of examples. */
  public static Path fileOf(Path examples) {
    return examples.resolveSibling(examples.getFileName() + ".difficulty.tsv");
  }

  /** Reads a file. */
  public static Difficulties read(Path file) throws IOException {
    List<String> keys = new ArrayList<>();
    List<Double> values = new ArrayList<>();
    try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        int tab = line.indexOf('\t');
        if (tab < 0) {
          throw new IOException(file + ", line " + (keys.size() + 1) + ": no tab");
        }
        values.add(Double.valueOf(line.substring(0, tab)));
        keys.add(line.substring(tab + 1));
      }
    }
    return new Difficulties(values.stream().mapToDouble(Double::doubleValue).toArray(), keys);
  }

  /** A digest of all difficulties and keys in their order. */
  public String digest() {
    Digest digest = Digest.start();
    for (int example = 0; example < values.length; example++) {
      digest.add(Double.doubleToLongBits(values[example])).add(keys.get(example));
    }
    return digest.hex();
  }

  /** Number of examples. */
  public int count() {
    return values.length;
  }

  /** The difficulty of an example. */
  public double of(int example) {
    return values[example];
  }

  /** The key of its row. */
  public String key(int example) {
    return keys.get(example);
  }

  /**
   * The examples in the order in which a curriculum comes to them. Those of one difficulty stand in
   * an order drawn by the seed, so that a level is a fair sample of them.
   *
   * @param seed the run's seed
   * @param hardFirst whether the hardest come first
   */
  public int[] order(long seed, boolean hardFirst) {
    int[] drawn = RowPlan.order(values.length, seed, "equally-hard", 0);
    Comparator<Integer> byDifficulty = Comparator.comparingDouble(example -> values[example]);
    return Arrays.stream(drawn)
        .boxed()
        .sorted(hardFirst ? byDifficulty.reversed() : byDifficulty)
        .mapToInt(Integer::intValue)
        .toArray();
  }
}
