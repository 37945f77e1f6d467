package dev.nightshift.curation.expect;

import dev.nightshift.curation.config.YamlFile;
import dev.nightshift.curation.config.YamlNode;
import dev.nightshift.schema.error.Faults;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads expectations from YAML:
 *
 * <pre>
 * expectations:
 *   - rows: {min: 1000}
 *   - blanks: {column: text, max: 0.01}
 *   - nulls: {column: licence, max: 0.5, severity: warn}
 *   - unique: {column: row_id}
 *   - mean: {column: text, of: length, min: 200, max: 20000}
 *   - drift: {column: source, measure: psi, warn: 0.1, stop: 0.25, history: 7}
 *   - drift: {column: text, of: length, measure: ks}
 * </pre>
 */
public final class ExpectationFile {

  private static final List<String> CHECKS =
      List.of("rows", "nulls", "blanks", "unique", "mean", "drift");
  private static final Map<String, Set<String>> KEYS =
      Map.of(
          "rows", Set.of("min", "max", "severity"),
          "nulls", Set.of("column", "max", "severity"),
          "blanks", Set.of("column", "max", "severity"),
          "unique", Set.of("column", "max", "severity"),
          "mean", Set.of("column", "of", "min", "max", "severity"),
          "drift", Set.of("column", "of", "measure", "warn", "stop", "history"));

  /** Earlier runs that a distribution is compared with unless the file says otherwise. */
  public static final int HISTORY = 7;

  private final Faults faults;

  private ExpectationFile(Faults faults) {
    this.faults = faults;
  }

  /**
   * Reads a file's text.
   *
   * @param source names the file in messages
   * @param faults takes every fault, with its line and key
   * @return what could be read; only to be used if no fault was added
   */
  public static List<Expectation> read(String text, String source, Faults faults) {
    YamlNode.Entries root = YamlFile.read(text, source, faults);
    ExpectationFile file = new ExpectationFile(faults);
    List<Expectation> expectations = new ArrayList<>();
    root.entries()
        .forEach(
            (key, node) -> {
              if (!key.equals("expectations")) {
                faults.add("unknown key '" + key + "'", node.place(), "The key is: expectations.");
              } else if (node instanceof YamlNode.Items items) {
                items.items().forEach(item -> file.item(item).ifPresent(expectations::add));
              } else {
                faults.add("'expectations' is no list", node.place(), "Write '- rows: {min: 1}'.");
              }
            });
    if (expectations.isEmpty() && faults.isEmpty()) {
      faults.add("the file expects nothing", source, "Write 'expectations:' and a list.");
    }
    Set<String> names = new HashSet<>();
    for (Expectation expectation : expectations) {
      if (!names.add(expectation.name())) {
        faults.add(
            "'" + expectation.name() + "' is expected twice", expectation.place(), "Keep one.");
      }
    }
    return expectations;
  }

  private Optional<Expectation> item(YamlNode item) {
    if (!(item instanceof YamlNode.Entries entries) || entries.entries().size() != 1) {
      faults.add(
          "an expectation is no mapping of one check", item.place(), "Write '- rows: {min: 1}'.");
      return Optional.empty();
    }
    String check = entries.entries().keySet().iterator().next();
    YamlNode body = entries.entries().values().iterator().next();
    Set<String> known = KEYS.get(check);
    if (known == null) {
      faults.add(
          "there is no check '" + check + "'",
          item.place(),
          "The checks are: " + String.join(", ", CHECKS) + ".");
      return Optional.empty();
    }
    if (!(body instanceof YamlNode.Entries values)) {
      faults.add(
          "check '" + check + "' is no mapping",
          body.place(),
          "Its keys are: " + String.join(", ", new TreeSet<>(known)) + ".");
      return Optional.empty();
    }
    values
        .entries()
        .forEach(
            (key, node) -> {
              if (!known.contains(key)) {
                faults.add(
                    "unknown key '" + key + "' in check '" + check + "'",
                    node.place(),
                    "Its keys are: " + String.join(", ", new TreeSet<>(known)) + ".");
              }
            });
    return Optional.of(expectation(check, values, item.place()));
  }

  private Expectation expectation(String check, YamlNode.Entries values, String place) {
    Measured of = check.equals("rows") ? Measured.ROWS : measured(check, values);
    if (check.equals("drift")) {
      return drift(values, of, place);
    }
    Expectation.Quantity quantity = Expectation.Quantity.ROWS;
    for (Expectation.Quantity each : Expectation.Quantity.values()) {
      quantity = each.key().equals(check) ? each : quantity;
    }
    boolean share = quantity != Expectation.Quantity.ROWS && quantity != Expectation.Quantity.MEAN;
    double min = number(values, "min", Double.NEGATIVE_INFINITY);
    double max = number(values, "max", share ? 0 : Double.POSITIVE_INFINITY);
    if (min > max) {
      faults.add("min " + min + " is above max " + max, place, "Give a range.");
    }
    if (share && (max < 0 || max > 1)) {
      faults.add("the share is " + max, placeOf(values, "max"), "Give a number from 0 to 1.");
    }
    if (!share && Double.isInfinite(min) && Double.isInfinite(max)) {
      faults.add("check '" + check + "' has no bound", place, "Give min, max or both.");
    }
    return new Expectation.Bound(quantity, of, min, max, severity(values), place);
  }

  private Expectation drift(YamlNode.Entries values, Measured of, String place) {
    String written = text(values, "measure").orElse(of.length() ? "ks" : "psi");
    Divergence divergence = Divergence.PSI;
    boolean known = false;
    for (Divergence each : Divergence.values()) {
      if (each.label().equals(written)) {
        divergence = each;
        known = true;
      }
    }
    if (!known) {
      faults.add(
          "there is no measure '" + written + "'",
          placeOf(values, "measure"),
          "The measures are: psi, js, ks.");
    }
    if (divergence == Divergence.KS && !of.length()) {
      faults.add("measure ks is for ordered values", placeOf(values, "measure"), "Take psi or js.");
    }
    double warn = number(values, "warn", divergence.warn());
    double stop = number(values, "stop", Math.max(warn, divergence.stop()));
    if (warn <= 0 || stop < warn) {
      faults.add(
          "warn is " + warn + " and stop is " + stop,
          place,
          "Give 0 < warn <= stop; psi usually has 0.1 and 0.25.");
    }
    double history = number(values, "history", HISTORY);
    if (history < 1 || history > 1000 || history != Math.rint(history)) {
      faults.add(
          "history is " + history,
          placeOf(values, "history"),
          "Give the number of earlier runs, 1 to 1000.");
    }
    return new Expectation.Drift(divergence, of, warn, stop, (int) history, place);
  }

  private Measured measured(String check, YamlNode.Entries values) {
    String of = text(values, "of").orElse("value");
    if (!of.equals("value") && !of.equals("length")) {
      faults.add("'of' is '" + of + "'", placeOf(values, "of"), "Write value or length.");
    }
    Optional<String> column = text(values, "column");
    if (column.isEmpty()) {
      faults.add("check '" + check + "' names no column", values.place(), "Add 'column:'.");
    }
    return new Measured(column.orElse("?"), of.equals("length"));
  }

  private Severity severity(YamlNode.Entries values) {
    String written = text(values, "severity").orElse(Severity.STOP.label());
    for (Severity severity : Severity.values()) {
      if (severity.label().equals(written)) {
        return severity;
      }
    }
    faults.add(
        "there is no severity '" + written + "'",
        placeOf(values, "severity"),
        "Write warn or stop.");
    return Severity.STOP;
  }

  private Optional<String> text(YamlNode.Entries values, String key) {
    YamlNode node = values.entries().get(key);
    if (node == null) {
      return Optional.empty();
    }
    if (node instanceof YamlNode.Scalar scalar && !scalar.text().isBlank()) {
      return Optional.of(scalar.text());
    }
    faults.add("'" + key + "' is no single value", node.place(), "");
    return Optional.empty();
  }

  private double number(YamlNode.Entries values, String key, double otherwise) {
    Optional<String> written = text(values, key);
    if (written.isEmpty()) {
      return otherwise;
    }
    try {
      double number = Double.parseDouble(written.get());
      if (Double.isFinite(number)) {
        return number;
      }
    } catch (NumberFormatException e) {
      faults.add(
          "'" + key + "' is '" + written.get() + "'", placeOf(values, key), "Give a number.");
      return otherwise;
    }
    faults.add("'" + key + "' is not finite", placeOf(values, key), "Give a number.");
    return otherwise;
  }

  private static String placeOf(YamlNode.Entries values, String key) {
    @Nullable YamlNode node = values.entries().get(key);
    return node == null ? values.place() : node.place();
  }
}
