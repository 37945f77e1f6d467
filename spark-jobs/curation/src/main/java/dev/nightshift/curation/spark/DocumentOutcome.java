package dev.nightshift.curation.spark;

import dev.nightshift.curation.clean.TextCleaner;
import dev.nightshift.curation.dedup.ExactKey;
import dev.nightshift.curation.filter.FilterChain;
import dev.nightshift.curation.filter.Findings;
import dev.nightshift.curation.filter.Refusal;
import dev.nightshift.curation.filter.Verdict;
import dev.nightshift.runtime.codec.RecordCodec;
import dev.nightshift.schema.identity.RowIdentity;
import dev.nightshift.schema.table.LakeTables;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Cleans, filters, masks and scores documents, one after another. Gives a flat row: the columns of
 * a curated document with its deduplication key and what was masked in it, or those of a reject
 * behind {@link #REJECT}. Flat, so that whoever needs a key reads no text. One object serves one
 * task.
 */
final class DocumentOutcome {

  /** The stage that rejects name. */
  static final String STAGE = "curate";

  static final String KEY = "key";
  static final String INGESTED = "ingested_at";

  /** Kind of personal data to how often it was masked; empty where nothing was. */
  static final String MASKED = "masked";

  /** The places where it stood. */
  static final String HITS = "hits";

  /** What the names of the columns of a reject begin with. */
  static final String REJECT = "reject_";

  static final RecordCodec<CuratedRow> CURATED =
      RecordCodec.of(CuratedRow.class, LakeTables.CURATED);
  private static final RecordCodec<DocumentRow> DOCUMENTS =
      RecordCodec.of(DocumentRow.class, LakeTables.DOCUMENTS);
  private static final RecordCodec<RejectRow> REJECTS =
      RecordCodec.of(RejectRow.class, LakeTables.REJECTS);
  private static final int CURATED_COLUMNS = CURATED.struct().size();
  private static final int REJECT_COLUMNS = REJECTS.struct().size();

  private final CurateSettings settings;
  private final FilterChain filters;
  private final @Nullable Masking masking;

  DocumentOutcome(CurateSettings settings) {
    this.settings = settings;
    this.filters = new FilterChain(settings.filters());
    this.masking = settings.pii() == null ? null : new Masking(settings.pii());
  }

  static StructType struct() {
    List<StructField> fields = new ArrayList<>();
    for (StructField field : CURATED.struct().fields()) {
      fields.add(new StructField(field.name(), field.dataType(), true, Metadata.empty()));
    }
    fields.add(new StructField(KEY, DataTypes.StringType, true, Metadata.empty()));
    fields.add(new StructField(INGESTED, DataTypes.TimestampType, true, Metadata.empty()));
    fields.add(
        new StructField(
            MASKED,
            DataTypes.createMapType(DataTypes.StringType, DataTypes.LongType),
            true,
            Metadata.empty()));
    fields.add(
        new StructField(
            HITS, DataTypes.createArrayType(Masking.HIT, false), true, Metadata.empty()));
    for (StructField field : REJECTS.struct().fields()) {
      fields.add(new StructField(REJECT + field.name(), field.dataType(), true, Metadata.empty()));
    }
    return new StructType(fields.toArray(StructField[]::new));
  }

  Row of(Row stored) {
    DocumentRow document = DOCUMENTS.fromRow(stored);
    String mended = settings.repair().of(document.text());
    boolean repaired = !mended.equals(document.text());
    String text = TextCleaner.clean(mended);
    if (text.isBlank()) {
      return reject(document, new Refusal("empty", 0, "nothing is left after cleaning"));
    }
    Findings findings = new Findings();
    Verdict verdict = filters.judge(text, findings);
    if (verdict instanceof Verdict.Refused refused) {
      return reject(document, refused.refusal());
    }
    if (verdict instanceof Verdict.Changed changed) {
      text = changed.text();
    }
    Masking.Masked masked = masking == null ? null : masking.of(text);
    if (masked != null && masking != null && masking.refuses(masked)) {
      return reject(document, Masking.refusal(masked));
    }
    if (masked != null) {
      text = masked.text();
    }
    String key = ExactKey.of(text);
    if (!settings.sample().keeps(document.source(), key)) {
      double share = settings.sample().share(document.source());
      return reject(
          document,
          new Refusal(
              "not-sampled",
              share,
              "a share of " + share + " of source " + document.source() + " is kept"));
    }
    Double quality = settings.scorer() == null ? null : settings.scorer().score(text);
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
    return kept(document, stored, text, key, quality, findings, masked, repaired);
  }

  private Row kept(
      DocumentRow document,
      Row stored,
      String text,
      String key,
      @Nullable Double quality,
      Findings findings,
      Masking.@Nullable Masked masked,
      boolean repaired) {
    Map<String, String> meta = new LinkedHashMap<>(document.meta());
    if (repaired) {
      meta.put(Repair.NOTE, "true");
    }
    boolean found = masked != null && !masked.counts().isEmpty();
    if (found && masked != null) {
      masked.counts().forEach((kind, count) -> meta.put("pii." + kind, String.valueOf(count)));
    }
    Row curated =
        CURATED.toRow(
            new CuratedRow(
                document.rowId(),
                RowIdentity.docId(text),
                document.source(),
                document.licence(),
                text,
                text.codePointCount(0, text.length()),
                quality,
                settings.scorer() == null ? null : settings.scorer().digest(),
                settings.split().of(key),
                meta,
                findings.language(),
                findings.tokens(),
                findings.toxicity(),
                findings.toxicityBy()));
    @Nullable Object[] cells = new @Nullable Object[CURATED_COLUMNS + 4 + REJECT_COLUMNS];
    for (int i = 0; i < CURATED_COLUMNS; i++) {
      cells[i] = curated.get(i);
    }
    cells[CURATED_COLUMNS] = key;
    cells[CURATED_COLUMNS + 1] = stored.getAs(INGESTED);
    if (found && masked != null) {
      cells[CURATED_COLUMNS + 2] =
          scala.collection.JavaConverters.mapAsScalaMapConverter(masked.counts()).asScala();
      cells[CURATED_COLUMNS + 3] = masked.places();
    }
    return RowFactory.create(cells);
  }

  private static Row reject(DocumentRow document, Refusal refusal) {
    Row reject =
        REJECTS.toRow(
            new RejectRow(
                RejectRow.id(STAGE, document.fileDigest(), document.position(), refusal.reason()),
                STAGE,
                document.file(),
                document.position(),
                document.rowId(),
                refusal.reason(),
                refusal.detail(),
                refusal.value(),
                document.text().getBytes(StandardCharsets.UTF_8)));
    @Nullable Object[] cells = new @Nullable Object[CURATED_COLUMNS + 4 + REJECT_COLUMNS];
    for (int i = 0; i < REJECT_COLUMNS; i++) {
      cells[CURATED_COLUMNS + 4 + i] = reject.get(i);
    }
    return RowFactory.create(cells);
  }
}
