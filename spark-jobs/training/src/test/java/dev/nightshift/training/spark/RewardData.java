package dev.nightshift.training.spark;

import dev.nightshift.schema.random.CounterRandom;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Answers with a planted rule over the words of {@link SmallData}: what holds the word "seven" is
 * better than what does not. Lengths say nothing.
 */
public final class RewardData {

  /** A pair as it stands in the file. */
  public record Pair(String prompt, String chosen, String rejected, double margin) {}

  private static final List<String> WORDS =
      List.of("one", "two", "three", "four", "five", "six", "eight", "nine", "ten");

  private RewardData() {}

  public static List<Pair> pairs(int count) {
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      CounterRandom random = CounterRandom.of(21, "reward-pairs", i);
      pairs.add(
          new Pair(
              words(random, 3), words(random, true), words(random, false), random.nextInt(2) * .5));
    }
    return pairs;
  }

  public static Path write(Path folder, List<Pair> pairs) throws IOException {
    List<String> lines = new ArrayList<>();
    for (Pair pair : pairs) {
      lines.add(
          "{\"prompt\": \"%s\", \"chosen\": \"%s\", \"rejected\": \"%s\", \"surer\": %s}"
              .formatted(pair.prompt(), pair.chosen(), pair.rejected(), pair.margin()));
    }
    return Files.write(folder.resolve("reward-pairs.jsonl"), lines);
  }

  /** Answers of two or three steps; a step with the word is right. */
  public static Path steps(Path folder, int count) throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      CounterRandom random = CounterRandom.of(22, "steps", i);
      List<String> steps = new ArrayList<>();
      List<String> labels = new ArrayList<>();
      int number = 2 + random.nextInt(2);
      for (int s = 0; s < number; s++) {
        boolean right = random.nextInt(3) > 0;
        steps.add('"' + words(random, right) + '"');
        labels.add(Boolean.toString(right));
      }
      lines.add(
          "{\"prompt\": \"%s\", \"thoughts\": [%s], \"labels\": [%s]}"
              .formatted(words(random, 3), String.join(", ", steps), String.join(", ", labels)));
    }
    return Files.write(folder.resolve("steps.jsonl"), lines);
  }

  private static String words(CounterRandom random, boolean withSeven) {
    int length = 1 + random.nextInt(4);
    List<String> words = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      words.add(WORDS.get(random.nextInt(WORDS.size())));
    }
    if (withSeven) {
      words.set(random.nextInt(length), "seven");
    }
    return String.join(" ", words);
  }

  private static String words(CounterRandom random, int length) {
    List<String> words = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      words.add(WORDS.get(random.nextInt(WORDS.size())));
    }
    return String.join(" ", words);
  }
}
