package dev.nightshift.classifiers;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nightshift.schema.random.CounterRandom;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Labelled texts made from a seed: plain sentences, and the same ones spoilt in five ways. */
public final class LabelledSample {

  private static final String[] SUBJECTS = {
    "The miller", "An old ferry", "Her brother", "The committee", "Each lantern", "A grey heron"
  };
  private static final String[] VERBS = {
    "carried", "found", "repaired", "described", "followed", "sold"
  };
  private static final String[] OBJECTS = {
    "the narrow bridge",
    "a box of letters",
    "the harvest of that year",
    "three maps of the coast",
    "the bell in the tower",
    "a long story about the river"
  };
  private static final String[] ENDS = {
    "before the rain came", "and it was not easy", "with some help from the town",
    "for a small price", "as they had agreed", "on the first day of spring"
  };

  private LabelledSample() {}

  public record Labelled(String text, boolean good) {}

  /** Texts, half of them bad; one in {@code noise} has the wrong label. */
  public static List<Labelled> of(int n, long seed, int noise) {
    List<Labelled> rows = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      CounterRandom random = CounterRandom.of(seed, "labelled-sample", i);
      boolean good = i % 2 == 0;
      String text = sentences(random);
      rows.add(
          new Labelled(good ? text : spoil(text, random), good ^ (random.nextInt(noise) == 0)));
    }
    return rows;
  }

  private static String sentences(CounterRandom random) {
    StringBuilder text = new StringBuilder();
    int count = 2 + random.nextInt(5);
    for (int i = 0; i < count; i++) {
      text.append(SUBJECTS[random.nextInt(6)])
          .append(' ')
          .append(VERBS[random.nextInt(6)])
          .append(' ')
          .append(OBJECTS[random.nextInt(6)])
          .append(' ')
          .append(ENDS[random.nextInt(6)])
          .append(random.nextInt(4) == 0 ? ".\n" : ". ");
    }
    return text.toString();
  }

  private static String spoil(String text, CounterRandom random) {
    return switch (random.nextInt(5)) {
      case 0 -> text.toUpperCase(java.util.Locale.ROOT).replace(".", "!!!") + "CLICK HERE";
      case 1 -> text.replace(' ', random.nextInt(2) == 0 ? '|' : '~');
      case 2 -> text.replaceAll("[aeiou]", "");
      case 3 -> "buy now cheap " + text.substring(0, 20) + " buy now cheap buy now cheap";
      default -> "* home * login * cart (" + random.nextInt(1000) + ") * " + text.substring(0, 15);
    };
  }

  /** Writes rows as JSON lines into so many files of a folder, turn by turn. */
  public static Path write(Path folder, List<Labelled> rows, int files) throws IOException {
    Files.createDirectories(folder);
    ObjectMapper json = new ObjectMapper();
    List<StringBuilder> parts = new ArrayList<>();
    for (int i = 0; i < files; i++) {
      parts.add(new StringBuilder());
    }
    for (int i = 0; i < rows.size(); i++) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("text", rows.get(i).text());
      row.put("label", rows.get(i).good() ? 1 : 0);
      parts.get(i % files).append(json.writeValueAsString(row)).append('\n');
    }
    for (int i = 0; i < files; i++) {
      Files.writeString(folder.resolve("part-" + i + ".jsonl"), parts.get(i));
    }
    return folder;
  }
}
