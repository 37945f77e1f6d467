package dev.nightshift.inference.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/** Reads which head a configuration names and how many labels it has, as transformers counts. */
final class HeadReader {

  private static final int DEFAULT_LABELS = 2;

  private HeadReader() {}

  /** The head that {@code architectures} names; a language model's where it names none. */
  static Head read(ConfigFields config, Architecture architecture) {
    JsonNode named = config.node("architectures");
    Head.Kind kind =
        Optional.ofNullable(named == null ? null : named.get(0))
            .flatMap(name -> architecture.headOf(name.asText()))
            .orElse(Head.Kind.LANGUAGE_MODEL);
    return kind == Head.Kind.LANGUAGE_MODEL
        ? Head.LANGUAGE_MODEL
        : new Head(kind, labels(config));
  }

  /** Those that are named, else their number, else two. */
  private static int labels(ConfigFields config) {
    JsonNode names = config.node("id2label");
    int number = config.positive("num_labels", DEFAULT_LABELS);
    if (names == null) {
      return number;
    }
    if (!names.isObject() || names.isEmpty()) {
      config.fault("id2label", "id2label is " + names, "Give an object with a name per label.");
      return number;
    }
    if (config.has("num_labels") && names.size() != number) {
      config.fault(
          "num_labels",
          "num_labels is " + number + " and id2label names " + names.size(),
          "Name each label once, or leave one of the two out.");
    }
    return names.size();
  }
}
