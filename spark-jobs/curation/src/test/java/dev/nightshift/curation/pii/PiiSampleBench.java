package dev.nightshift.curation.pii;

import dev.nightshift.curation.CorpusFiles;
import dev.nightshift.schema.random.CounterRandom;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Prints a seeded sample of finds in real mails, with what stands around them, to be judged. */
@Tag("bench")
class PiiSampleBench {

  private record Found(PiiHit hit, String text) {}

  @Test
  void sampleOfFindsAndOfMails() {
    List<String> mails = CorpusFiles.texts("spam-assassin");
    PiiScanner scanner =
        new PiiScanner(new PiiSettings(EnumSet.allOf(PiiKind.class), false, PiiSettings.ANGLES));
    for (PiiKind kind : PiiKind.values()) {
      List<Found> all = new ArrayList<>();
      for (String mail : mails) {
        for (PiiHit hit : scanner.find(mail)) {
          if (hit.kind() == kind) {
            all.add(new Found(hit, mail));
          }
        }
      }
      int[] order = new int[all.size()];
      for (int i = 0; i < order.length; i++) {
        order[i] = i;
      }
      CounterRandom.of(1, "sample", kind.label()).shuffle(order);
      System.out.println("==== " + kind + " " + all.size());
      int shown = kind == PiiKind.PHONE ? 20 : 15;
      for (int i = 0; i < Math.min(shown, order.length); i++) {
        Found found = all.get(order[i]);
        int from = Math.max(0, found.hit().start() - 40);
        int to = Math.min(found.text().length(), found.hit().end() + 25);
        System.out.println(
            "  "
                + found.text().substring(from, found.hit().start()).replace("\n", "|")
                + "[["
                + found.text().substring(found.hit().start(), found.hit().end()).replace("\n", "|")
                + "]]"
                + found.text().substring(found.hit().end(), to).replace("\n", "|"));
      }
    }
    CounterRandom random = CounterRandom.of(2, "mails", 0);
    for (int i = 0; i < 20; i++) {
      String mail = mails.get(random.nextInt(mails.size()));
      String masked = scanner.mask(mail, scanner.find(mail));
      System.out.println("---- mail " + i);
      for (String line : masked.split("\n")) {
        // What is left with digits, an at sign or a colon is where a miss could be.
        if (line.matches(".*([0-9][ .()/-]?){5,}.*") || line.contains("@")) {
          System.out.println("  " + line.substring(0, Math.min(160, line.length())));
        }
      }
    }
  }
}
