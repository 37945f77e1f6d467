package dev.nightshift.eval.reward;

import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.error.Nearest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Reads the text of a {@link RewardsSpec}; a fault in one part does not hide those of others. */
final class SpecReader {

  private final String text;
  private final Faults faults;
  private final Set<String> names = new HashSet<>();

  SpecReader(String text, Faults faults) {
    this.text = text;
    this.faults = faults;
  }

  RewardsSpec read() {
    List<RewardPart> parts = new ArrayList<>();
    boolean any = false;
    for (String part : split(text, ",\n")) {
      if (!part.isBlank()) {
        any = true;
        part(part.strip()).ifPresent(parts::add);
      }
    }
    if (!any) {
      faults.add("no reward is named", "rewards", "Kinds are: " + kinds() + ".");
    }
    return new RewardsSpec(parts);
  }

  private Optional<RewardPart> part(String part) {
    String where = "rewards: " + part;
    int before = faults.list().size();
    int open = part.indexOf('(');
    int close = part.lastIndexOf(')');
    if ((open < 0) != (close < 0) || close < open) {
      faults.add("a parenthesis is missing", where, "Write KIND(KEY=VALUE; KEY=VALUE): WEIGHT.");
      return Optional.empty();
    }
    String rest = part.substring(close < 0 ? Math.max(part.indexOf(':'), 0) : close + 1).strip();
    String label = part.substring(0, open >= 0 ? open : kindEnd(part)).strip();
    String inside = open < 0 ? "" : part.substring(open + 1, close);
    double weight = weight(open < 0 && part.indexOf(':') < 0 ? "" : rest, where);
    Optional<RewardKind> kind = RewardKind.find(label);
    if (kind.isEmpty()) {
      faults.add(
          "'" + label + "' is no reward",
          where,
          Nearest.remedy(label, "rewards", RewardKind.labels()));
      return Optional.empty();
    }
    Map<String, String> options = options(kind.get(), inside, where);
    String given = options.getOrDefault("as", "");
    String name = given.isEmpty() ? label : given;
    if (!names.add(name)) {
      faults.add("two rewards are named '" + name + "'", where, "Give one another name: as=NAME.");
    }
    RewardPart read = new RewardPart(kind.get(), name, weight, options);
    kind.get().check(read, where, faults);
    return faults.list().size() == before ? Optional.of(read) : Optional.empty();
  }

  private static int kindEnd(String part) {
    int colon = part.indexOf(':');
    return colon < 0 ? part.length() : colon;
  }

  private double weight(String rest, String where) {
    if (rest.isEmpty()) {
      return 1;
    }
    if (rest.startsWith(":")) {
      try {
        double weight = Double.parseDouble(rest.substring(1).strip());
        if (Double.isFinite(weight) && weight != 0) {
          return weight;
        }
      } catch (NumberFormatException e) {
        // Told below, as a weight of 0 is.
      }
    }
    faults.add(
        "'" + rest + "' is no weight",
        where,
        "Write a colon and a number other than 0, as in :0.2.");
    return 1;
  }

  private Map<String, String> options(RewardKind kind, String inside, String where) {
    Map<String, String> options = new TreeMap<>(kind.defaults());
    Set<String> given = new HashSet<>();
    for (String option : split(inside, ";")) {
      int equals = option.indexOf('=');
      String key = (equals < 0 ? option : option.substring(0, equals)).strip();
      if (key.isEmpty() && equals < 0) {
        continue;
      }
      if (equals < 0) {
        faults.add("'" + key + "' has no value", where, "Write " + key + "=VALUE.");
      } else if (!options.containsKey(key)) {
        faults.add(
            "'" + key + "' is no option of " + kind.label(),
            where,
            Nearest.remedy(key, "options", kind.defaults().keySet()));
      } else if (!given.add(key)) {
        faults.add("option '" + key + "' stands twice", where, "");
      } else {
        options.put(key, unquote(option.substring(equals + 1).strip()));
      }
    }
    return options;
  }

  private static String unquote(String value) {
    return value.length() > 1 && value.startsWith("'") && value.endsWith("'")
        ? value.substring(1, value.length() - 1).replace("''", "'")
        : value;
  }

  /** Splits at separators outside of quotes and parentheses; leaves comments out. */
  private static List<String> split(String text, String separators) {
    List<String> parts = new ArrayList<>();
    StringBuilder part = new StringBuilder();
    boolean quoted = false;
    boolean comment = false;
    int depth = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      comment = c != '\n' && (comment || c == '#' && !quoted);
      if (comment) {
        continue;
      }
      quoted ^= c == '\'';
      if (!quoted) {
        depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      }
      if (!quoted && depth <= 0 && separators.indexOf(c) >= 0) {
        parts.add(part.toString());
        part.setLength(0);
      } else {
        part.append(c);
      }
    }
    parts.add(part.toString());
    return parts;
  }

  private static String kinds() {
    return String.join(", ", RewardKind.labels());
  }
}
