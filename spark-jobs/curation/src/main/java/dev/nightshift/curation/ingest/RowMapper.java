package dev.nightshift.curation.ingest;

import static dev.nightshift.curation.ingest.RecordFields.find;
import static dev.nightshift.curation.ingest.RecordFields.scalar;
import static dev.nightshift.curation.ingest.RecordFields.scalarOrNull;
import static dev.nightshift.curation.ingest.RecordFields.text;
import static dev.nightshift.curation.ingest.RecordFields.top;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nightshift.curation.conversation.ConversationException;
import dev.nightshift.curation.conversation.ConversationFormat;
import dev.nightshift.curation.conversation.Conversations;
import dev.nightshift.curation.conversation.Message;
import dev.nightshift.curation.conversation.PreferenceMessages;
import dev.nightshift.curation.ingest.RecordFields.Unusable;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
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
 * "\n\nAssistant:"}. Where the answers are lists of messages, the prompt is the messages that both
 * share, and the table gets the same layout of dialogues.
 */
public final class RowMapper implements Serializable {

  private static final long serialVersionUID = 1L;

  /** A record with more fields is no row of a data set. */
  static final int MOST_FIELDS = 1024;

  private static final String TURN = "\n\nAssistant:";

  private final ContentKind kind;
  private final LinkedHashMap<String, String> fields;
  private final @Nullable Template template;
  private final @Nullable ConversationFormat conversations;

  /** A mapper that finds out the layout of each conversation. */
  public RowMapper(ContentKind kind, Map<String, String> mapping, @Nullable Template template) {
    this(kind, mapping, template, null);
  }

  /**
   * A mapper.
   *
   * @param kind the kind of table
   * @param mapping column to field, for columns whose field has another name
   * @param template the text of a document, made of several fields; null for the column's field
   * @param conversations the layout of conversations; null for the one that each record shows
   * @throws IllegalArgumentException if the mapping names a column that the kind has not
   */
  public RowMapper(
      ContentKind kind,
      Map<String, String> mapping,
      @Nullable Template template,
      @Nullable ConversationFormat conversations) {
    this.kind = kind;
    this.template = template;
    this.conversations = conversations;
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
      if (record.fields().size() > MOST_FIELDS) {
        throw new Unusable(
            RejectReason.TOO_MANY_FIELDS,
            "the record has " + record.fields().size() + " fields, more than " + MOST_FIELDS);
      }
      Set<String> used = new HashSet<>();
      Map<String, String> meta = new LinkedHashMap<>();
      Content content = content(record.fields(), used, meta);
      check(content);
      addFields(record.fields(), used, meta);
      return new Row(record.position(), record.raw(), content, meta);
    } catch (ConversationException e) {
      return new Rejected(
          new Parsed.Bad(
              record.position(), record.raw(), reason(e), String.valueOf(e.getMessage())));
    } catch (Unusable e) {
      return new Rejected(
          new Parsed.Bad(
              record.position(), record.raw(), e.reason(), String.valueOf(e.getMessage())));
    }
  }

  private static RejectReason reason(ConversationException e) {
    return switch (e.fault()) {
      case NO_CONVERSATION -> RejectReason.NO_CONVERSATION;
      case UNKNOWN_ROLE -> RejectReason.UNKNOWN_ROLE;
      case EMPTY_TURN -> RejectReason.EMPTY_TURN;
      case NO_ASSISTANT_TURN -> RejectReason.NO_ASSISTANT_TURN;
      case TWO_SYSTEM_TURNS -> RejectReason.TWO_SYSTEM_TURNS;
      case CANNOT_BE_HELD -> RejectReason.CANNOT_BE_HELD;
    };
  }

  private Content content(ObjectNode record, Set<String> used, Map<String, String> meta)
      throws Unusable, ConversationException {
    return switch (kind) {
      case DOCUMENTS -> new Content.Document(document(record, used));
      case PROMPTS ->
          new Content.Prompt(
              text(record, field("prompt"), used), scalarOrNull(record, field("answer"), used));
      case PREFERENCES ->
          find(record, field("chosen")).isArray()
              ? preferredMessages(record, used, meta)
              : preference(record, used);
      case CONVERSATIONS -> conversation(record, used, meta);
    };
  }

  private Content conversation(ObjectNode record, Set<String> used, Map<String, String> meta)
      throws ConversationException {
    ObjectNode named = record;
    for (Map.Entry<String, String> field : fields.entrySet()) {
      JsonNode value = find(record, field.getValue());
      if (!field.getKey().equals(field.getValue()) && !value.isMissingNode()) {
        named = named == record ? JsonNodeFactory.instance.objectNode().setAll(record) : named;
        named.set(field.getKey(), value);
        used.add(top(record, field.getValue()));
      }
    }
    ConversationFormat format =
        conversations == null ? ConversationFormat.of(named) : conversations;
    List<Message> messages = format.layout().read(named);
    Conversations.check(messages);
    used.addAll(format.layout().fields());
    meta.put("conversation_format", format.name().toLowerCase(Locale.ROOT));
    return new Content.Conversation(messages);
  }

  private Content preferredMessages(ObjectNode record, Set<String> used, Map<String, String> meta)
      throws ConversationException {
    PreferenceMessages pair =
        PreferenceMessages.of(
            find(record, field("prompt")),
            find(record, field("chosen")),
            find(record, field("rejected")));
    for (String column : kind.columns()) {
      used.add(top(record, field(column)));
    }
    meta.put("messages", pair.messages());
    return new Content.Preference(pair.prompt(), pair.chosen(), pair.rejected());
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
    // The messages of a conversation were checked as such.
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

  private static void addFields(ObjectNode record, Set<String> used, Map<String, String> meta)
      throws Unusable {
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
  }
}
