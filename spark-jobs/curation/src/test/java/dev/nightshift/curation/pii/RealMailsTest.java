package dev.nightshift.curation.pii;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.curation.CorpusFiles;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Mails that people and spammers wrote: SpamAssassin's public corpus. */
class RealMailsTest {

  @Test
  void mailsAreMaskedOnceAndForAll() {
    List<String> mails = CorpusFiles.texts("spam-assassin");
    PiiScanner scanner =
        new PiiScanner(new PiiSettings(EnumSet.allOf(PiiKind.class), false, PiiSettings.ANGLES));
    Map<PiiKind, Integer> counts = new EnumMap<>(PiiKind.class);
    int clean = 0;
    for (String mail : mails) {
      List<PiiHit> hits = scanner.find(mail);
      hits.forEach(h -> counts.merge(h.kind(), 1, Integer::sum));
      String masked = scanner.mask(mail, hits);
      assertThat(scanner.find(masked)).as(masked).isEmpty();
      clean += hits.isEmpty() ? 1 : 0;
    }
    System.out.println("mails " + mails.size() + ", without a find " + clean + ": " + counts);
    assertThat(mails).hasSize(6046);
    // Every mail names its sender.
    assertThat(clean).isLessThan(60);
    assertThat(counts.get(PiiKind.EMAIL)).isGreaterThan(50_000);
    assertThat(counts.get(PiiKind.IP)).isGreaterThan(10_000);
    assertThat(counts.get(PiiKind.PHONE)).isGreaterThan(500);
  }
}
