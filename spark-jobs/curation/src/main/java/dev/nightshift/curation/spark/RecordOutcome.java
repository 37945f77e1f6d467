package dev.nightshift.curation.spark;

import dev.nightshift.curation.clean.EncodingRepair;
import dev.nightshift.curation.ingest.Content;
import dev.nightshift.curation.ingest.Parsed;
import dev.nightshift.curation.ingest.RejectReason;
import dev.nightshift.curation.ingest.RowMapper;
import dev.nightshift.runtime.codec.RecordCodec;
import dev.nightshift.schema.identity.RowIdentity;
import dev.nightshift.schema.table.LakeTables;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Turns each record of a file into one row with two columns, of which one is filled: {@code kept},
 * a row of the table, or {@code reject}, a row of {@code rejects}.
 */
final class RecordOutcome implements Serializable {

  private static final long serialVersionUID = 1L;

  /** The stage that rejects name. */
  static final String STAGE = "ingest";

  static final String KEPT = "kept";
  static final String REJECT = "reject";

  private static final RecordCodec<DocumentRow> DOCUMENTS =
      RecordCodec.of(DocumentRow.class, LakeTables.DOCUMENTS);
  private static final RecordCodec<PreferenceRow> PREFERENCES =
      RecordCodec.of(PreferenceRow.class, LakeTables.PREFERENCES);
  private static final RecordCodec<PromptRow> PROMPTS =
      RecordCodec.of(PromptRow.class, LakeTables.PROMPTS);
  private static final RecordCodec<ConversationRow> CONVERSATIONS =
      RecordCodec.of(ConversationRow.class, LakeTables.CONVERSATIONS);
  private static final RecordCodec<RejectRow> REJECTS =
      RecordCodec.of(RejectRow.class, LakeTables.REJECTS);

  private final IngestSettings settings;

  RecordOutcome(IngestSettings settings) {
    this.settings = settings;
  }

  StructType struct() {
    StructType kept =
        switch (settings.kind()) {
          case DOCUMENTS -> DOCUMENTS.struct();
          case PREFERENCES -> PREFERENCES.struct();
          case PROMPTS -> PROMPTS.struct();
          case CONVERSATIONS -> CONVERSATIONS.struct();
        };
    return new StructType(
        new StructField[] {
          new StructField(KEPT, kept, true, org.apache.spark.sql.types.Metadata.empty()),
          new StructField(
              REJECT, REJECTS.struct(), true, org.apache.spark.sql.types.Metadata.empty())
        });
  }

  Row of(SourceFile file, Parsed parsed) {
    RowMapper.Mapped mapped = settings.mapper().map(parsed);
    return mapped instanceof RowMapper.Row row
        ? RowFactory.create(kept(file, row), null)
        : reject(file, ((RowMapper.Rejected) mapped).bad());
  }

  /** What is left of a file that breaks off: its rows so far stay, the rest is a reject. */
  Row rest(SourceFile file, long position, RejectReason reason, String detail) {
    return reject(file, new Parsed.Bad(position, new byte[0], reason, detail));
  }

  /** A file that was written to while it was read. */
  Row changed(SourceFile file) {
    return rest(
        file,
        1,
        RejectReason.FILE_CHANGED,
        "the file was written to while it was read, and none of its rows is kept: ingest it again"
            + " once nothing writes to it");
  }

  private static Row reject(SourceFile file, Parsed.Bad bad) {
    String reason = bad.reason().code();
    RejectRow row =
        new RejectRow(
            RejectRow.id(STAGE, file.digest(), bad.position(), reason),
            STAGE,
            file.uri(),
            bad.position(),
            null,
            reason,
            bad.detail(),
            null,
            bad.raw());
    return RowFactory.create(null, REJECTS.toRow(row));
  }

  private Row kept(SourceFile file, RowMapper.Row row) {
    Map<String, String> meta = meta(file, row);
    Content content = repaired(row.content(), meta);
    String identity = content.identity();
    String rowId = RowIdentity.rowId(settings.source(), file.digest(), row.position(), identity);
    String docId = RowIdentity.docId(identity);
    if (content instanceof Content.Document document) {
      return DOCUMENTS.toRow(
          new DocumentRow(
              rowId,
              docId,
              settings.source(),
              file.uri(),
              file.digest(),
              row.position(),
              settings.licence(),
              document.text(),
              meta,
              settings.now()));
    }
    if (content instanceof Content.Preference preference) {
      return PREFERENCES.toRow(
          new PreferenceRow(
              rowId,
              docId,
              settings.source(),
              file.uri(),
              file.digest(),
              row.position(),
              settings.licence(),
              preference.prompt(),
              preference.chosen(),
              preference.rejected(),
              meta,
              settings.now()));
    }
    if (content instanceof Content.Conversation conversation) {
      return CONVERSATIONS.toRow(
          new ConversationRow(
              rowId,
              docId,
              settings.source(),
              file.uri(),
              file.digest(),
              row.position(),
              settings.licence(),
              conversation.messages().stream().map(ConversationRow.MessageRow::of).toList(),
              meta,
              settings.now()));
    }
    Content.Prompt prompt = (Content.Prompt) content;
    return PROMPTS.toRow(
        new PromptRow(
            rowId,
            docId,
            settings.source(),
            file.uri(),
            file.digest(),
            row.position(),
            settings.licence(),
            prompt.prompt(),
            prompt.answer(),
            meta,
            settings.now()));
  }

  private Content repaired(Content content, Map<String, String> meta) {
    if (settings.repair() == IngestSettings.Repair.NONE
        || !(content instanceof Content.Document document)) {
      return content;
    }
    String mended = EncodingRepair.repair(document.text());
    if (mended.equals(document.text())) {
      return content;
    }
    meta.put("encoding_repaired", "true");
    return new Content.Document(mended);
  }

  /** What the record says of itself, and where it is silent, what its file's place tells. */
  private static Map<String, String> meta(SourceFile file, RowMapper.Row row) {
    Map<String, String> meta = new LinkedHashMap<>(row.meta());
    file.meta().forEach(meta::putIfAbsent);
    return meta;
  }
}
