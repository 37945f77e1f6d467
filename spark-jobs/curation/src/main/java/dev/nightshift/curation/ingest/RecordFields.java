package dev.nightshift.curation.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Fields of a record by name; a dot in a name leads into nested objects. What is taken is noted, so
 * that the rest can go to {@code meta}.
 */
final class RecordFields {

  private static final int MOST_NAMES = 30;
  private static final int LONGEST_NAME = 60;

  private RecordFields() {}

  /** A record without what its table needs. */
  static final class Unusable extends Exception {
    private static final long serialVersionUID = 1L;
    private final RejectReason reason;

    Unusable(RejectReason reason, String detail) {
      super(detail);
      this.reason = reason;
    }

    RejectReason reason() {
      return reason;
    }
  }

  /** A field that is text. */
  static String text(ObjectNode record, String name, Set<String> used) throws Unusable {
    JsonNode node = present(record, name, used);
    if (!node.isTextual()) {
      throw new Unusable(
          RejectReason.WRONG_TYPE, "field '" + name + "' is " + node.getNodeType() + ", not text");
    }
    return node.textValue();
  }

  /** A field that is text, a number or a truth value, as text. */
  static String scalar(ObjectNode record, String name, Set<String> used) throws Unusable {
    JsonNode node = present(record, name, used);
    if (!node.isValueNode()) {
      throw new Unusable(
          RejectReason.WRONG_TYPE,
          "field '" + name + "' is " + node.getNodeType() + ", not text or a number");
    }
    return node.asText();
  }

  /** The same; null where the field is missing or null. */
  static @Nullable String scalarOrNull(ObjectNode record, String name, Set<String> used)
      throws Unusable {
    JsonNode node = find(record, name);
    return node.isMissingNode() || node.isNull() ? null : scalar(record, name, used);
  }

  private static JsonNode present(ObjectNode record, String name, Set<String> used)
      throws Unusable {
    JsonNode node = find(record, name);
    if (node.isMissingNode() || node.isNull()) {
      throw new Unusable(
          RejectReason.MISSING_FIELD,
          "field '"
              + name
              + "' is "
              + (node.isNull() ? "null" : "missing")
              + ", there are "
              + names(record));
    }
    used.add(top(record, name));
    return node;
  }

  /** The names of a record's fields, as many and as much of them as a message bears. */
  private static List<String> names(ObjectNode record) {
    List<String> names = new ArrayList<>();
    Iterator<String> all = record.fieldNames();
    while (all.hasNext() && names.size() < MOST_NAMES) {
      String name = all.next();
      names.add(name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) + "..." : name);
    }
    if (all.hasNext()) {
      names.add("...");
    }
    return names;
  }

  /** The field of the record itself that a name leads into. */
  static String top(ObjectNode record, String name) {
    return record.has(name) || name.indexOf('.') < 0 ? name : name.substring(0, name.indexOf('.'));
  }

  /** The field of a name, or what a name with dots leads to; a missing node where there is none. */
  static JsonNode find(ObjectNode record, String name) {
    if (record.has(name) || name.indexOf('.') < 0) {
      return record.path(name);
    }
    JsonNode node = record;
    for (String part : name.split("\\.", -1)) {
      node = node.path(part);
    }
    return node;
  }
}
