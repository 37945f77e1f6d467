package dev.nightshift.curation.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A value in a YAML file, with its place; a mapping, a list, or a text as it was written.
 *
 * @param place file and line
 */
public sealed interface YamlNode {

  /** Where the value stands: file and line. */
  String place();

  /**
   * A single value.
   *
   * @param text as it was written: {@code 1e-3} is not turned into a number and back
   * @param place file and line
   */
  record Scalar(String text, String place) implements YamlNode {}

  /**
   * A list.
   *
   * @param items in order
   * @param place file and line
   */
  record Items(List<YamlNode> items, String place) implements YamlNode {
    public Items {
      items = List.copyOf(items);
    }
  }

  /**
   * A mapping.
   *
   * @param entries in order
   * @param place file and line
   */
  record Entries(Map<String, YamlNode> entries, String place) implements YamlNode {
    public Entries {
      entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }
  }

  /** The text of a single value, or of a list of single values joined by commas. */
  default Optional<String> asText() {
    if (this instanceof Scalar scalar) {
      return Optional.of(scalar.text());
    }
    if (this instanceof Items list) {
      List<String> texts = new ArrayList<>();
      for (YamlNode item : list.items()) {
        if (!(item instanceof Scalar scalar)) {
          return Optional.empty();
        }
        texts.add(scalar.text());
      }
      return Optional.of(String.join(",", texts));
    }
    return Optional.empty();
  }
}
