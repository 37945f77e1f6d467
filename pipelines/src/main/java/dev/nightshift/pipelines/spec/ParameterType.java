package dev.nightshift.pipelines.spec;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a parameter of a pipeline may hold. */
public enum ParameterType {
  TEXT("a text"),
  INTEGER("a whole number"),
  NUMBER("a number"),
  FLAG("true or false");

  private final String expectation;

  ParameterType(String expectation) {
    this.expectation = expectation;
  }

  /** What a value must be, in words. */
  public String expectation() {
    return expectation;
  }

  /** The name in a pipeline file. */
  public String yamlName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether a text is a value of this type. */
  public boolean accepts(String text) {
    return switch (this) {
      case TEXT -> true;
      case INTEGER -> text.matches("-?[0-9]{1,18}");
      case NUMBER -> isNumber(text);
      case FLAG -> text.equals("true") || text.equals("false");
    };
  }

  private static boolean isNumber(String text) {
    try {
      return Double.isFinite(Double.parseDouble(text));
    } catch (NumberFormatException e) {
      return false;
    }
  }

  /** The type of that name, if there is one. */
  public static Optional<ParameterType> of(String yamlName) {
    return Arrays.stream(values()).filter(t -> t.yamlName().equals(yamlName)).findFirst();
  }

  /** All names, in the order of the documentation. */
  public static List<String> names() {
    return Arrays.stream(values()).map(ParameterType::yamlName).toList();
  }
}
