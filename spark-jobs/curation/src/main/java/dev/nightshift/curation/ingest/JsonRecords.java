package dev.nightshift.curation.ingest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Parses the bytes of one JSON record, strictly. Objects and arrays may stand 200 deep within each
 * other; the length of a text is bounded by that of the record alone.
 */
final class JsonRecords {

  static final int MOST_DEPTH = 200;

  // Names are not interned: hostile files have millions of them, and the table is never emptied.
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MOST_DEPTH)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .build();

  // Numbers keep their digits: a record's further fields are stored as text.
  private static final ObjectMapper JSON =
      new ObjectMapper(FACTORY)
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .configure(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES, false);

  private JsonRecords() {}

  static Parsed parse(long position, byte[] raw) {
    try {
      JsonNode node = JSON.readTree(StrictText.decode(raw));
      if (node instanceof ObjectNode fields) {
        return new Parsed.Fields(position, raw, fields);
      }
      return new Parsed.Bad(
          position,
          raw,
          RejectReason.NOT_AN_OBJECT,
          "the record is " + node.getNodeType() + " and not an object");
    } catch (StrictText.Malformed e) {
      return new Parsed.Bad(
          position, raw, RejectReason.INVALID_UTF8, String.valueOf(e.getMessage()));
    } catch (StreamConstraintsException e) {
      RejectReason reason =
          e.getOriginalMessage().contains("depth")
              ? RejectReason.TOO_NESTED
              : RejectReason.BROKEN_JSON;
      return new Parsed.Bad(position, raw, reason, e.getOriginalMessage());
    } catch (JsonProcessingException e) {
      return new Parsed.Bad(position, raw, RejectReason.BROKEN_JSON, explain(e));
    }
  }

  private static String explain(JsonProcessingException e) {
    String where = e.getLocation() == null ? "" : " at character " + e.getLocation().getColumnNr();
    return e.getOriginalMessage() + where;
  }
}
