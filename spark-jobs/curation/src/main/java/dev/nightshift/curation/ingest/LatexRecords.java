package dev.nightshift.curation.ingest;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nightshift.curation.ingest.latex.LatexEncoding;
import dev.nightshift.curation.ingest.latex.LatexSource;
import dev.nightshift.curation.ingest.latex.LatexText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;

/** A LaTeX source as one record: {@code text}, and {@code title} where it has one. */
final class LatexRecords extends WholeFileRecords {

  private final ReadOptions options;

  LatexRecords(InputStream in, ReadOptions options) {
    super(in, options.maxRecordBytes());
    this.options = options;
  }

  @Override
  Parsed parse(byte[] raw) {
    try {
      Charset declared = options.encoding().isAuto() ? LatexEncoding.declared(raw) : null;
      String source = declared == null ? text(raw) : new String(raw, declared);
      LatexText text = LatexSource.clean(source, options.maxRecordBytes());
      ObjectNode fields = JsonNodeFactory.instance.objectNode().put("text", text.body());
      if (!text.title().isEmpty()) {
        fields.put("title", text.title());
      }
      return new Parsed.Fields(1, raw, fields);
    } catch (StrictText.Malformed e) {
      return new Parsed.Bad(1, raw, RejectReason.INVALID_UTF8, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      return new Parsed.Bad(1, raw, RejectReason.EXPANDS_TOO_FAR, String.valueOf(e.getMessage()));
    }
  }
}
