package dev.nightshift.curation.ingest;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nightshift.curation.ingest.html.HtmlPage;
import dev.nightshift.curation.ingest.html.HtmlPages;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * A web page as one record: {@code text}, and where the page has them {@code title} and {@code
 * lang}.
 */
final class HtmlRecords extends WholeFileRecords {

  private final ReadOptions options;

  HtmlRecords(InputStream in, ReadOptions options) {
    super(in, options.maxRecordBytes());
    this.options = options;
  }

  @Override
  Parsed parse(byte[] raw) {
    try {
      return record(raw);
    } catch (RuntimeException e) {
      // A page that the parser does not stand is set aside, not the whole run.
      return new Parsed.Bad(1, raw, RejectReason.BROKEN_FILE, "the page does not parse: " + e);
    }
  }

  private Parsed record(byte[] raw) {
    boolean wholePage = options.boilerplate() == ReadOptions.Boilerplate.KEPT;
    HtmlPage page =
        options.encoding().isAuto()
            ? HtmlPages.read(raw, wholePage)
            : HtmlPages.read(new String(raw, StandardCharsets.UTF_8), wholePage);
    ObjectNode fields = JsonNodeFactory.instance.objectNode().put("text", page.text());
    if (!page.title().isEmpty()) {
      fields.put("title", page.title());
    }
    if (!page.language().isEmpty()) {
      fields.put("lang", page.language());
    }
    return new Parsed.Fields(1, raw, fields);
  }
}
