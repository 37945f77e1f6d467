package dev.nightshift.curation.spark;

import dev.nightshift.curation.clean.TextCleaner;
import dev.nightshift.curation.dedup.ExactKey;
import dev.nightshift.curation.filter.GopherQuality;
import dev.nightshift.curation.filter.Refusal;
import dev.nightshift.curation.filter.TextScorer;
import dev.nightshift.runtime.codec.RecordCodec;
import dev.nightshift.schema.identity.RowIdentity;
import dev.nightshift.schema.table.LakeTables;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Cleans, filters and scores one document. Gives a row with the curated document, its deduplication
 * key and when it was ingested; or with a reject.
 */
final class DocumentOutcome implements Serializable {

  private static final long serialVersionUID = 1L;

  /** The stage that rejects name. */
  static final String STAGE = "curate";

  static final String KEPT = "kept";
  static final String KEY = "key";
  static final String INGESTED = "ingested_at";
  static final String REJECT = "reject";

  private static final RecordCodec<DocumentRow> DOCUMENTS =
      RecordCodec.of(DocumentRow.class, LakeTables.DOCUMENTS);
  private static final RecordCodec<CuratedRow> CURATED =
      RecordCodec.of(CuratedRow.class, LakeTables.CURATED);
  private static final RecordCodec<RejectRow> REJECTS =
      RecordCodec.of(RejectRow.class, LakeTables.REJECTS);

  private final CurateSettings settings;
  private final @Nullable GopherQuality filter;
  private final @Nullable TextScorer scorer;

  DocumentOutcome(CurateSettings settings, @Nullable TextScorer scorer) {
    this.settings = settings;
    this.filter = settings.limits() == null ? null : new GopherQuality(settings.limits());
    this.scorer = scorer;
  }

  static StructType struct() {
    return new StructType(
        new StructField[] {
          new StructField(KEPT, CURATED.struct(), true, Metadata.empty()),
          new StructField(KEY, DataTypes.StringType, true, Metadata.empty()),
          new StructField(INGESTED, DataTypes.TimestampType, true, Metadata.empty()),
          new StructField(REJECT, REJECTS.struct(), true, Metadata.empty())
        });
  }

  Row of(Row stored) {
    DocumentRow document = DOCUMENTS.fromRow(stored);
    String text = TextCleaner.clean(document.text());
    Optional<Refusal> refusal =
        text.isBlank()
            ? Optional.of(new Refusal("empty", 0, "nothing is left after cleaning"))
            : filter == null ? Optional.empty() : filter.check(text);
    if (refusal.isPresent()) {
      return reject(document, refusal.get());
    }
    Double quality = scorer == null ? null : scorer.score(text);
    if (quality != null && quality < settings.minQuality()) {
      return reject(
          document,
          new Refusal(
              "low-quality",
              quality,
              String.format(
                  Locale.ROOT,
                  "score %.4f, at least %s is asked for",
                  quality,
                  settings.minQuality())));
    }
    String key = ExactKey.of(text);
    CuratedRow kept =
        new CuratedRow(
            document.rowId(),
            RowIdentity.docId(text),
            document.source(),
            document.licence(),
            text,
            text.codePointCount(0, text.length()),
            quality,
            scorer == null ? null : scorer.digest(),
            settings.split().of(key),
            document.meta());
    return RowFactory.create(CURATED.toRow(kept), key, stored.getAs(INGESTED), null);
  }

  private static Row reject(DocumentRow document, Refusal refusal) {
    RejectRow row =
        new RejectRow(
            RejectRow.id(STAGE, document.fileDigest(), document.position(), refusal.reason()),
            STAGE,
            document.file(),
            document.position(),
            document.rowId(),
            refusal.reason(),
            refusal.detail(),
            refusal.value(),
            document.text().getBytes(StandardCharsets.UTF_8));
    return RowFactory.create(null, null, null, REJECTS.toRow(row));
  }
}
