package dev.nightshift.eval.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.identity.Digest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One JSON document. As {@code json}: a list of objects; an object with such a list under {@code
 * items}, or under its only key that holds one; or, as published files are often named so, an
 * object on each line, or a single one. As {@code json_columns}: an object of lists of one length.
 * As {@code json_object}: an object.
 */
final class JsonReader extends RowReader {

  private static final TypeReference<LinkedHashMap<String, @Nullable Object>> FIELDS =
      new TypeReference<>() {};

  private final DataForm form;

  JsonReader(DataOptions options, Path file, DataForm form) {
    super(options, file);
    this.form = form;
  }

  @Override
  void read(List<DataRow> rows, Faults faults) throws IOException {
    String text = text();
    if (form == DataForm.JSON && isLines(text)) {
      new JsonLineReader(options(), file()).read(text, rows, faults);
      return;
    }
    try {
      JsonNode root = JsonLineReader.JSON.readTree(text);
      if (form == DataForm.JSON && root instanceof ArrayNode list) {
        addAll(list, rows, faults);
      } else if (root instanceof ObjectNode object) {
        ofObject(object, rows, faults);
      } else {
        faults.add(
            form == DataForm.JSON ? "neither a JSON list nor an object" : "no JSON object",
            file().toString(),
            "");
      }
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
      faults.add("not JSON: " + e.getOriginalMessage(), file() + ":" + line, "Mend the file.");
    }
  }

  /** Whether the first line of several is an object by itself. */
  private static boolean isLines(String text) {
    String first = text.lines().findFirst().orElse("").strip();
    if (!first.startsWith("{") || !first.endsWith("}")) {
      return false;
    }
    try {
      JsonLineReader.JSON.readTree(first);
      return text.strip().length() > first.length();
    } catch (JsonProcessingException e) {
      return false;
    }
  }

  private void ofObject(ObjectNode object, List<DataRow> rows, Faults faults) {
    if (form == DataForm.JSON_OBJECT
        || options().items().isEmpty() && isRow(object) && form == DataForm.JSON) {
      add(object, 1, rows);
    } else if (form == DataForm.JSON_COLUMNS) {
      addColumns(object, rows, faults);
    } else {
      list(object)
          .ifPresentOrElse(
              list -> addAll(list, rows, faults),
              () ->
                  faults.add(
                      options().items().isEmpty()
                          ? "the object does not hold exactly one list of objects"
                          : "there is no list under the key '" + options().items() + "'",
                      file().toString(),
                      "Name the key of the list, or the form json_object or json_columns."));
    }
  }

  /** Whether an object holds no list of objects, so that it is a row itself. */
  private static boolean isRow(ObjectNode object) {
    for (JsonNode value : object) {
      if (value.isArray() && !value.isEmpty() && value.get(0).isObject()) {
        return false;
      }
    }
    return true;
  }

  private Optional<ArrayNode> list(ObjectNode object) {
    if (!options().items().isEmpty()) {
      return object.get(options().items()) instanceof ArrayNode list
          ? Optional.of(list)
          : Optional.empty();
    }
    List<ArrayNode> lists = new ArrayList<>();
    for (JsonNode value : object) {
      if (value instanceof ArrayNode list && !list.isEmpty() && list.get(0).isObject()) {
        lists.add(list);
      }
    }
    return lists.size() == 1 ? Optional.of(lists.get(0)) : Optional.empty();
  }

  private void addColumns(ObjectNode object, List<DataRow> rows, Faults faults) {
    int length = -1;
    for (JsonNode value : object) {
      if (!value.isArray() || length >= 0 && value.size() != length) {
        faults.add("the values are not lists of one length", file().toString(), "");
        return;
      }
      length = value.size();
    }
    for (int i = 0; i < length; i++) {
      ObjectNode row = JsonLineReader.JSON.createObjectNode();
      int at = i;
      object.fields().forEachRemaining(field -> row.set(field.getKey(), field.getValue().get(at)));
      add(row, i + 1, rows);
    }
  }

  private void addAll(ArrayNode list, List<DataRow> rows, Faults faults) {
    int number = 0;
    for (JsonNode element : list) {
      number++;
      if (element instanceof ObjectNode object) {
        add(object, number, rows);
      } else {
        faults.add("element " + number + " is no JSON object", file() + ":" + number, "");
      }
    }
  }

  private void add(ObjectNode object, int number, List<DataRow> rows) {
    Map<String, @Nullable Object> fields = JsonLineReader.JSON.convertValue(object, FIELDS);
    String id = Digest.start().add("item").add(number).add(object.toString()).hex();
    rows.add(row(id, number, fields));
  }
}
