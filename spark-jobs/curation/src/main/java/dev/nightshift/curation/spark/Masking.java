package dev.nightshift.curation.spark;

import dev.nightshift.curation.filter.Refusal;
import dev.nightshift.curation.pii.PiiDigest;
import dev.nightshift.curation.pii.PiiHit;
import dev.nightshift.curation.pii.PiiScanner;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** Masks the personal data of documents, one after another. One object serves one task. */
final class Masking {

  /** A place in a document, as {@code pii_hits} stores it. */
  static final StructType HIT =
      new StructType()
          .add("kind", DataTypes.StringType, false)
          .add("hit_start", DataTypes.LongType, false)
          .add("hit_end", DataTypes.LongType, false)
          .add("digest", DataTypes.StringType, false);

  private final PiiScanner scanner;
  private final boolean rejects;
  private final @Nullable PiiDigest digest;

  Masking(PiiPlan plan) {
    this.scanner = new PiiScanner(plan.settings());
    this.rejects = plan.rejects();
    this.digest = plan.secret() == null ? null : new PiiDigest(plan.secret());
  }

  /**
   * What came of a document.
   *
   * @param text the masked text
   * @param counts kind to number of finds, the kinds sorted
   * @param places one row for each find; null where none are stored
   */
  record Masked(String text, Map<String, Long> counts, Row @Nullable [] places) {}

  Masked of(String text) {
    List<PiiHit> hits = scanner.find(text);
    Map<String, Long> counts = new TreeMap<>();
    for (PiiHit hit : hits) {
      counts.merge(hit.kind().label(), 1L, Long::sum);
    }
    Row[] places = digest == null || hits.isEmpty() ? null : places(text, hits, digest);
    return new Masked(rejects ? text : scanner.mask(text, hits), counts, places);
  }

  boolean refuses(Masked masked) {
    return rejects && !masked.counts().isEmpty();
  }

  static Refusal refusal(Masked masked) {
    long hits = masked.counts().values().stream().mapToLong(Long::longValue).sum();
    String kinds =
        masked.counts().entrySet().stream()
            .map(e -> e.getValue() + " " + e.getKey())
            .collect(Collectors.joining(", "));
    return new Refusal("personal-data", hits, "the text has " + kinds);
  }

  /** Places are told in code points, as the lengths of documents are. */
  private static Row[] places(String text, List<PiiHit> hits, PiiDigest digest) {
    Row[] rows = new Row[hits.size()];
    int unit = 0;
    long point = 0;
    for (int i = 0; i < rows.length; i++) {
      PiiHit hit = hits.get(i);
      point += text.codePointCount(unit, hit.start());
      long end = point + text.codePointCount(hit.start(), hit.end());
      rows[i] =
          RowFactory.create(
              hit.kind().label(),
              point,
              end,
              digest.of(hit.kind(), text.substring(hit.start(), hit.end())));
      unit = hit.end();
      point = end;
    }
    return rows;
  }
}
