package dev.nightshift.curation.spark;

import dev.nightshift.curation.ingest.Content;
import dev.nightshift.curation.ingest.Parsed;
import dev.nightshift.curation.ingest.RejectReason;
import dev.nightshift.curation.ingest.RowMapper;
import dev.nightshift.runtime.codec.RecordCodec;
import dev.nightshift.schema.identity.Digest;
import dev.nightshift.schema.identity.RowIdentity;
import dev.nightshift.schema.table.LakeTables;
import java.io.IOException;
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

  private static final byte[] NOTHING = new byte[0];

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
        : reject(file.uri(), file.digest(), ((RowMapper.Rejected) mapped).bad());
  }

  /** What is left of a file that breaks off: its rows so far stay, the rest is a reject. */
  static Row rest(SourceFile file, long position, RejectReason reason, String detail) {
    return reject(file.uri(), file.digest(), new Parsed.Bad(position, NOTHING, reason, detail));
  }

  /** A file, or the rest of one, whose bytes nobody has seen whole: its name stands for them. */
  static Row unseen(String uri, long position, RejectReason reason, String detail) {
    String digest = Digest.start().add("unseen").add(uri).hex();
    return reject(uri, digest, new Parsed.Bad(position, NOTHING, reason, detail));
  }

  /** A file that was written to while it was read. */
  static Row changed(SourceFile file) {
    return rest(
        file,
        1,
        RejectReason.FILE_CHANGED,
        "the file was written to while it was read, and none of its rows is kept: ingest it again"
            + " once nothing writes to it");
  }

  /** A file that the system stopped to give while it was read. */
  static Row unreadable(SourceFile file, IOException e) {
    return rest(file, 1, RejectReason.UNREADABLE_FILE, unreadable(e));
  }

  /** Why a file cannot be read, in words. */
  static String unreadable(IOException e) {
    return "the file cannot be read, and none of its rows is kept ("
        + e.getMessage()
        + "): see that it is there and that the workers may read it, and ingest it again with"
        + " --force";
  }

  private static Row reject(String uri, String digest, Parsed.Bad bad) {
    String reason = bad.reason().code();
    RejectRow row =
        new RejectRow(
            RejectRow.id(STAGE, digest, bad.position(), reason),
            STAGE,
            uri,
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
    if (!(content instanceof Content.Document document)) {
      return content;
    }
    String mended = settings.repair().of(document.text());
    if (mended.equals(document.text())) {
      return content;
    }
    meta.put(Repair.NOTE, "true");
    return new Content.Document(mended);
  }

  /** What the record says of itself, and where it is silent, what its file's place tells. */
  private static Map<String, String> meta(SourceFile file, RowMapper.Row row) {
    Map<String, String> meta = new LinkedHashMap<>(row.meta());
    file.meta().forEach(meta::putIfAbsent);
    return meta;
  }
}
