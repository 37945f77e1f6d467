package dev.nightshift.curation.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns the fields of a record into what the table stores.
 *
 * <p>A column is filled from the field that the mapping names, or from the field of its own name; a
 * dot in a name leads into nested objects. Fields that no column uses go to {@code meta} as text.
 *
 * <p>A preference without a field for the prompt is taken for a pair of dialogues in the layout of
 * Anthropic's HH data: the prompt is the text that both share up to their last shared {@code
 * "\n\nAssistant:"}.
 */
public final class RowMapper implements Serializable {

  private static final long serialVersionUID = 1L;
  private static final String TURN = "\n\nAssistant:";

  private final ContentKind kind;
  private final LinkedHashMap<String, String> fields;
  private final @Nullable Template template;

  /**
   * A mapper.
   *
   * @param kind the kind of table
   * @param mapping column to field, for columns whose field has another name
   * @param template the text of a document, made of several fields; null for the column's field
   * @throws IllegalArgumentException if the mapping names a column that the kind has not
   */
  public RowMapper(ContentKind kind, Map<String, String> mapping, @Nullable Template template) {
    this.kind = kind;
    this.template = template;
    this.fields = new LinkedHashMap<>();
    kind.columns().forEach(column -> fields.put(column, mapping.getOrDefault(column, column)));
    for (String column : mapping.keySet()) {
      if (!kind.columns().contains(column)) {
        throw new IllegalArgumentException(
            "a mapping names column '" + column + "', the columns are " + kind.columns());
      }
    }
    if (template != null && kind != ContentKind.DOCUMENTS) {
      throw new IllegalArgumentException("a text template makes documents only");
    }
  }

  /** What a record became: a row, or a reject. */
  public sealed interface Mapped {}

  /** A row of the table. */
  public record Row(long position, byte[] raw, Content content, Map<String, String> meta)
      implements Mapped {}

  /** A record that cannot be used. */
  public record Rejected(Parsed.Bad bad) implements Mapped {}

  /** Maps one record. */
  public Mapped map(Parsed parsed) {
    if (parsed instanceof Parsed.Bad bad) {
      return new Rejected(bad);
    }
    Parsed.Fields record = (Parsed.Fields) parsed;
    try {
      Set<String> used = new HashSet<>();
      Content content = content(record.fields(), used);
      check(content);
      return new Row(record.position(), record.raw(), content, meta(record.fields(), used));
    } catch (Unusable e) {
      return new Rejected(
          new Parsed.Bad(
              record.position(), record.raw(), e.reason, String.valueOf(e.getMessage())));
    }
  }

  private Content content(ObjectNode record, Set<String> used) throws Unusable {
    return switch (kind) {
      case DOCUMENTS -> new Content.Document(document(record, used));
      case PROMPTS ->
          new Content.Prompt(
              text(record, field("prompt"), used), scalarOrNull(record, field("answer"), used));
      case PREFERENCES -> preference(record, used);
    };
  }

  private String document(ObjectNode record, Set<String> used) throws Unusable {
    if (template == null) {
      return text(record, field("text"), used);
    }
    Map<String, String> values = new LinkedHashMap<>();
    for (String name : template.fields()) {
      values.put(name, scalar(record, name, used));
    }
    return template.fill(name -> values.getOrDefault(name, ""));
  }

  private Content preference(ObjectNode record, Set<String> used) throws Unusable {
    String chosen = text(record, field("chosen"), used);
    String rejected = text(record, field("rejected"), used);
    if (!find(record, field("prompt")).isMissingNode()) {
      return new Content.Preference(text(record, field("prompt"), used), chosen, rejected);
    }
    int shared = 0;
    while (shared < Math.min(chosen.length(), rejected.length())
        && chosen.charAt(shared) == rejected.charAt(shared)) {
      shared++;
    }
    int turn = chosen.substring(0, shared).lastIndexOf(TURN);
    if (turn < 0) {
      throw new Unusable(
          RejectReason.NO_SHARED_PROMPT,
          "there is no field '"
              + field("prompt")
              + "', and the answers share no text that ends in an assistant's turn");
    }
    int cut = turn + TURN.length();
    return new Content.Preference(
        chosen.substring(0, cut), chosen.substring(cut), rejected.substring(cut));
  }

  private String field(String column) {
    return fields.getOrDefault(column, column);
  }

  private static void check(Content content) throws Unusable {
    List<String> texts = new ArrayList<>();
    if (content instanceof Content.Document document) {
      texts.add(document.text());
    } else if (content instanceof Content.Preference preference) {
      texts.addAll(List.of(preference.prompt(), preference.chosen(), preference.rejected()));
      if (preference.chosen().equals(preference.rejected())) {
        throw new Unusable(RejectReason.EQUAL_ANSWERS, "chosen and rejected are equal");
      }
    } else if (content instanceof Content.Prompt prompt) {
      texts.add(prompt.prompt());
    }
    for (String text : texts) {
      if (text.isBlank()) {
        throw new Unusable(RejectReason.EMPTY_TEXT, "a text of the record is empty");
      }
    }
    int lone = StrictText.loneSurrogate(content.identity());
    if (lone >= 0) {
      throw new Unusable(
          RejectReason.LONE_SURROGATE,
          "half of a surrogate pair stands at character " + (lone + 1));
    }
  }

  private static String text(ObjectNode record, String name, Set<String> used) throws Unusable {
    JsonNode node = present(record, name, used);
    if (!node.isTextual()) {
      throw new Unusable(
          RejectReason.WRONG_TYPE, "field '" + name + "' is " + node.getNodeType() + ", not text");
    }
    return node.textValue();
  }

  private static String scalar(ObjectNode record, String name, Set<String> used) throws Unusable {
    JsonNode node = present(record, name, used);
    if (!node.isValueNode()) {
      throw new Unusable(
          RejectReason.WRONG_TYPE,
          "field '" + name + "' is " + node.getNodeType() + ", not text or a number");
    }
    return node.asText();
  }

  private static @Nullable String scalarOrNull(ObjectNode record, String name, Set<String> used)
      throws Unusable {
    JsonNode node = find(record, name);
    return node.isMissingNode() || node.isNull() ? null : scalar(record, name, used);
  }

  private static JsonNode present(ObjectNode record, String name, Set<String> used)
      throws Unusable {
    JsonNode node = find(record, name);
    if (node.isMissingNode() || node.isNull()) {
      List<String> names = new ArrayList<>();
      record.fieldNames().forEachRemaining(names::add);
      throw new Unusable(
          RejectReason.MISSING_FIELD,
          "field '"
              + name
              + "' is "
              + (node.isNull() ? "null" : "missing")
              + ", there are "
              + names);
    }
    used.add(record.has(name) ? name : name.substring(0, name.indexOf('.')));
    return node;
  }

  private static JsonNode find(ObjectNode record, String name) {
    if (record.has(name) || name.indexOf('.') < 0) {
      return record.path(name);
    }
    JsonNode node = record;
    for (String part : name.split("\\.", -1)) {
      node = node.path(part);
    }
    return node;
  }

  private static Map<String, String> meta(ObjectNode record, Set<String> used) throws Unusable {
    Map<String, String> meta = new LinkedHashMap<>();
    for (var field : record.properties()) {
      JsonNode value = field.getValue();
      if (used.contains(field.getKey()) || value.isNull()) {
        continue;
      }
      String text = value.isValueNode() ? value.asText() : value.toString();
      if (StrictText.loneSurrogate(field.getKey() + text) >= 0) {
        throw new Unusable(
            RejectReason.LONE_SURROGATE,
            "field '" + field.getKey() + "' holds half of a surrogate pair");
      }
      meta.put(field.getKey(), text);
    }
    return meta;
  }

  private static final class Unusable extends Exception {
    private static final long serialVersionUID = 1L;
    private final RejectReason reason;

    Unusable(RejectReason reason, String detail) {
      super(detail);
      this.reason = reason;
    }
  }
}
