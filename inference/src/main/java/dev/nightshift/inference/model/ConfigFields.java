package dev.nightshift.inference.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nightshift.schema.error.Faults;
import org.jspecify.annotations.Nullable;

/** Typed access to the keys of one JSON object that notes each wrong one as a fault. */
final class ConfigFields {

  private final ObjectNode json;
  private final String source;
  private final Faults faults;

  ConfigFields(ObjectNode json, String source, Faults faults) {
    this.json = json;
    this.source = source;
    this.faults = faults;
  }

  boolean has(String key) {
    JsonNode node = json.get(key);
    return node != null && !node.isNull();
  }

  /** Whether the key is there and says null. */
  boolean isNull(String key) {
    JsonNode node = json.get(key);
    return node != null && node.isNull();
  }

  @Nullable JsonNode node(String key) {
    return has(key) ? json.get(key) : null;
  }

  void fault(String key, String problem, String remedy) {
    faults.add(problem, source + ", key " + key, remedy);
  }

  int positive(String key) {
    if (!has(key)) {
      fault(key, key + " is missing", "Give a whole number of at least 1.");
      return 1;
    }
    return positive(key, 1);
  }

  int positive(String key, int otherwise) {
    JsonNode node = node(key);
    if (node == null) {
      return otherwise;
    }
    if (!node.isIntegralNumber() || !node.canConvertToInt() || node.intValue() < 1) {
      fault(key, key + " is " + node, "Give a whole number of at least 1.");
      return otherwise;
    }
    return node.intValue();
  }

  double number(String key, double otherwise, double least) {
    JsonNode node = node(key);
    if (node == null) {
      return otherwise;
    }
    if (!node.isNumber()
        || !(node.doubleValue() >= least)
        || Double.isInfinite(node.doubleValue())) {
      fault(key, key + " is " + node, "Give a number of at least " + least + ".");
      return otherwise;
    }
    return node.doubleValue();
  }

  boolean flag(String key, boolean otherwise) {
    JsonNode node = node(key);
    if (node == null) {
      return otherwise;
    }
    if (!node.isBoolean()) {
      fault(key, key + " is " + node, "Give true or false.");
      return otherwise;
    }
    return node.booleanValue();
  }

  String text(String key, String otherwise) {
    JsonNode node = node(key);
    if (node == null) {
      return otherwise;
    }
    if (!node.isTextual()) {
      fault(key, key + " is " + node, "Give a string.");
      return otherwise;
    }
    return node.textValue();
  }

  /** The object under a key, as fields of its own; null where it is absent. */
  @Nullable ConfigFields object(String key) {
    JsonNode node = node(key);
    if (node == null) {
      return null;
    }
    if (!node.isObject()) {
      fault(key, key + " is " + node, "Give an object.");
      return null;
    }
    return new ConfigFields((ObjectNode) node, source + ", key " + key, faults);
  }
}
