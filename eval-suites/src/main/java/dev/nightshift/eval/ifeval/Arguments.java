package dev.nightshift.eval.ifeval;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The arguments of an instruction, as a data set gives them.
 *
 * @param instruction the name of its kind, for messages
 * @param values name to text, number or list of texts
 */
record Arguments(String instruction, Map<String, Object> values) {

  private static final int MOST = 1_000_000;

  Arguments {
    values = Map.copyOf(values);
  }

  private Object required(String name) {
    Object value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "instruction '" + instruction + "' needs the argument '" + name + "'");
    }
    return value;
  }

  private IllegalArgumentException wrong(String name, String wanted) {
    return new IllegalArgumentException(
        "argument '"
            + name
            + "' of instruction '"
            + instruction
            + "' is '"
            + values.get(name)
            + "': "
            + wanted
            + " is expected");
  }

  /** A text that is not blank, without white space around it. */
  String text(String name) {
    if (required(name) instanceof String text && !text.isBlank()) {
      return text.strip();
    }
    throw wrong(name, "a text");
  }

  /** A whole number from 0. */
  int count(String name) {
    if (required(name) instanceof Number number
        && number.doubleValue() == number.intValue()
        && number.intValue() >= 0
        && number.intValue() <= MOST) {
      return number.intValue();
    }
    throw wrong(name, "a whole number from 0 to " + MOST);
  }

  /** Texts, none of them empty, at least one. */
  List<String> texts(String name) {
    if (required(name) instanceof List<?> list
        && !list.isEmpty()
        && list.stream().allMatch(item -> item instanceof String text && !text.isEmpty())) {
      return list.stream().map(String.class::cast).collect(Collectors.toList());
    }
    throw wrong(name, "a list of texts");
  }

  /** A relation to a number. */
  Relation relation(String name) {
    return Relation.of(text(name)).orElseThrow(() -> wrong(name, Relation.LABELS));
  }
}
