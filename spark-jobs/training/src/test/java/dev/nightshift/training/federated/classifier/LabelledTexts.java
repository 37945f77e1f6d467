package dev.nightshift.training.federated.classifier;

import dev.nightshift.schema.random.CounterRandom;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Texts of sites: whole sentences are good, scraps of pages are bad. */
public final class LabelledTexts {

  private static final List<String> SUBJECTS =
      List.of("the miller", "an old ferry", "her brother", "a grey heron", "the committee");
  private static final List<String> VERBS = List.of("carried", "found", "described", "sold");
  private static final List<String> OBJECTS =
      List.of("the narrow bridge", "a box of letters", "three maps", "a long story");
  private static final List<String> SCRAPS =
      List.of("click here", "share", "login", "next page", "buy now", "cookies");

  private LabelledTexts() {}

  /** A text with its label and its site. */
  public record Labelled(String text, boolean good, String site) {}

  /** So many texts of each of so many sites; half of them are good. */
  public static List<Labelled> of(int sites, int each) {
    List<Labelled> all = new ArrayList<>();
    for (int i = 0; i < sites * each; i++) {
      CounterRandom random = CounterRandom.of(31, "labelled texts", i);
      boolean good = random.nextInt(2) == 0;
      List<String> parts = new ArrayList<>();
      for (int p = 0; p < 2 + random.nextInt(3); p++) {
        parts.add(
            good
                ? drawn(SUBJECTS, random)
                    + " "
                    + drawn(VERBS, random)
                    + " "
                    + drawn(OBJECTS, random)
                : drawn(SCRAPS, random) + " | " + drawn(SCRAPS, random));
      }
      all.add(new Labelled(String.join(good ? ", and " : " ", parts), good, "site-" + i % sites));
    }
    return all;
  }

  private static String drawn(List<String> words, CounterRandom random) {
    return words.get(random.nextInt(words.size()));
  }

  /** The same as a file. */
  public static Path write(Path file, int sites, int each) throws IOException {
    return Files.write(
        file,
        of(sites, each).stream()
            .map(
                row ->
                    "{\"site\": \"%s\", \"text\": \"%s\", \"label\": %d}"
                        .formatted(row.site(), row.text(), row.good() ? 1 : 0))
            .toList());
  }
}
