package dev.nightshift.curation.ingest;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.nightshift.curation.ingest.code.CodeFault;
import dev.nightshift.curation.ingest.code.CodeLanguages;
import dev.nightshift.curation.ingest.code.CodeRules;
import java.io.InputStream;
import java.util.Optional;

/** A file of source code as one record: {@code text} and {@code language}. */
final class CodeRecords extends WholeFileRecords {

  private final String path;

  CodeRecords(InputStream in, String path, int limit) {
    super(in, limit);
    this.path = path;
  }

  @Override
  Parsed parse(byte[] raw) {
    int nul = TextRecords.indexOfNul(raw);
    if (nul >= 0) {
      return new Parsed.Bad(
          1, raw, RejectReason.BINARY, "the byte at offset " + nul + " is 0: no source code");
    }
    try {
      String text = text(raw);
      Optional<CodeFault> fault = CodeRules.DEFAULT.check(text);
      if (fault.isPresent()) {
        return new Parsed.Bad(1, raw, reason(fault.get()), fault.get().detail());
      }
      return new Parsed.Fields(
          1,
          raw,
          JsonNodeFactory.instance
              .objectNode()
              .put("text", text)
              .put("language", CodeLanguages.of(Compression.plainName(path), text)));
    } catch (StrictText.Malformed e) {
      return new Parsed.Bad(1, raw, RejectReason.INVALID_UTF8, String.valueOf(e.getMessage()));
    }
  }

  private static RejectReason reason(CodeFault fault) {
    return switch (fault.rule()) {
      case GENERATED -> RejectReason.GENERATED;
      case LONG_LINE -> RejectReason.LONG_LINE;
      case LONG_LINES -> RejectReason.LONG_LINES;
      case FEW_ALPHANUMERICS -> RejectReason.FEW_ALPHANUMERICS;
    };
  }
}
