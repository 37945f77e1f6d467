package dev.nightshift.runtime.job;

import dev.nightshift.schema.error.Faults;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The options of one run, checked against what the job declares, defaults filled in. */
public final class JobArguments {

  private final Map<String, String> values;
  private final Set<String> given;
  private final UnaryOperator<String> secrets;

  private JobArguments(
      Map<String, String> values, Set<String> given, UnaryOperator<String> secrets) {
    this.values = values;
    this.given = given;
    this.secrets = secrets;
  }

  /**
   * Checks given options and fills in defaults.
   *
   * @param job whose options they are
   * @param given option name to text
   * @param where where they came from (a command line, a step of a file), for the messages
   * @param faults takes every fault: unknown names, missing options, wrong types
   * @return the arguments; only to be used if no fault was added
   */
  public static JobArguments check(
      Job job, Map<String, String> given, String where, Faults faults) {
    return check(job, given, name -> where, faults);
  }

  /** The same, where each option may come from a place of its own (a line of a file). */
  public static JobArguments check(
      Job job, Map<String, String> given, Function<String, String> where, Faults faults) {
    Map<String, String> values = new LinkedHashMap<>();
    List<String> known = job.options().stream().map(JobOption::name).toList();
    for (String name : given.keySet()) {
      if (!known.contains(name)) {
        faults.add(
            "job " + job.name() + " has no option '" + name + "'",
            where.apply(name),
            "Its options are: " + String.join(", ", known) + ".");
      }
    }
    for (JobOption option : job.options()) {
      String value = given.getOrDefault(option.name(), option.defaultValue());
      if (value == null) {
        if (option.required()) {
          faults.add(
              "job " + job.name() + " needs option '" + option.name() + "'",
              where.apply(option.name()),
              option.help());
        }
        continue;
      }
      String expected = expectation(option, value);
      if (expected != null) {
        faults.add(
            "option '" + option.name() + "' of job " + job.name() + " is '" + value + "'",
            where.apply(option.name()),
            "Give " + expected + ".");
      }
      values.put(option.name(), value);
    }
    return new JobArguments(
        Collections.unmodifiableMap(values), Set.copyOf(given.keySet()), UnaryOperator.identity());
  }

  /**
   * The same arguments, with references to secrets ({@code ${env:NAME}}) resolved at the moment
   * when the job asks for a value. {@link #asMap()} keeps the references: that is what is stored,
   * shown and fingerprinted.
   */
  public JobArguments withSecrets(UnaryOperator<String> resolver) {
    return new JobArguments(values, given, resolver);
  }

  private static @Nullable String expectation(JobOption option, String value) {
    return switch (option.kind()) {
      case INTEGER -> value.matches("-?[0-9]{1,18}") ? null : "a whole number";
      case NUMBER -> isNumber(value) ? null : "a number";
      case FLAG -> value.equals("true") || value.equals("false") ? null : "true or false";
      case CHOICE ->
          option.choices().contains(value)
              ? null
              : "one of: " + String.join(", ", option.choices());
      case TEXT, INPUT, OUTPUT_TABLE, OUTPUT_PATH, EXECUTION ->
          value.isBlank() ? "a value that is not empty" : null;
    };
  }

  private static boolean isNumber(String value) {
    try {
      return Double.isFinite(Double.parseDouble(value));
    } catch (NumberFormatException e) {
      return false;
    }
  }

  /**
   * All values by name, defaults included, in the order of the options; references to secrets stay
   * references.
   */
  public Map<String, String> asMap() {
    return values;
  }

  /** Whether the value was given by the user, and is no default. */
  public boolean isGiven(String name) {
    return given.contains(name);
  }

  /** Whether the option has a value. */
  public boolean has(String name) {
    return values.containsKey(name);
  }

  /** The value, if there is one. */
  public Optional<String> find(String name) {
    return Optional.ofNullable(values.get(name)).map(secrets);
  }

  /** The value of an option that is required or has a default. */
  public String text(String name) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "option '" + name + "' is neither required nor has a default");
    }
    return secrets.apply(value);
  }

  /** The value as a whole number. */
  public long integer(String name) {
    return Long.parseLong(text(name));
  }

  /** The value as an {@code int}; throws where it does not fit. */
  public int smallInteger(String name) {
    return Math.toIntExact(integer(name));
  }

  /** The value as a number. */
  public double number(String name) {
    return Double.parseDouble(text(name));
  }

  /** The value as true or false. */
  public boolean flag(String name) {
    return Boolean.parseBoolean(text(name));
  }
}
