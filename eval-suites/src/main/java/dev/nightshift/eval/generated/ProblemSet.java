package dev.nightshift.eval.generated;

import dev.nightshift.schema.error.Faults;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A set of generated problems by a short text, such as {@code arithmetic} or {@code
 * sum+gather:max-term=99,beyond=49,count=4000}: families by their labels or by their subject,
 * {@code all} for every one; then, behind a colon, settings:
 *
 * <pre>
 *   max-term     largest term, 3 to 99                                 99
 *   max-factor   largest smaller factor of a product, 3 to 9           9
 *   held-out     share of the operand pairs that is held out, percent  20
 *   beyond       leaves out problems whose terms are all this large or smaller; 0 for none
 *   count        number of different questions                         1000
 * </pre>
 *
 * <p>With {@code beyond} a set holds number ranges that data with a smaller {@code max-term} did
 * not; with families it holds templates that other data did not.
 *
 * @param families the kinds of problems
 * @param space the numbers
 * @param beyond terms up to this one are not enough
 * @param count number of different questions
 */
public record ProblemSet(List<ProblemFamily> families, ProblemSpace space, int beyond, int count) {

  private static final String ALL = "all";
  private static final int MOST_REPEATS = 10_000;
  private static final Map<String, int[]> SETTINGS = settings();

  private static Map<String, int[]> settings() {
    ProblemSpace usual = ProblemSpace.DEFAULT;
    Map<String, int[]> settings = new LinkedHashMap<>();
    settings.put("max-term", new int[] {3, 99, usual.maxTerm()});
    settings.put("max-factor", new int[] {3, 9, usual.maxFactor()});
    settings.put("held-out", new int[] {1, 99, usual.heldOutPercent()});
    settings.put("beyond", new int[] {0, 98, 0});
    settings.put("count", new int[] {1, 1_000_000, 1000});
    return settings;
  }

  public ProblemSet {
    families = List.copyOf(families);
    if (families.isEmpty() || count < 1 || beyond < 0 || beyond >= space.maxTerm()) {
      throw new IllegalArgumentException(
          count + " problems of " + families + " beyond " + beyond + " in " + space);
    }
  }

  /**
   * Reads a text.
   *
   * @param where the option that it came from
   * @param faults takes every fault; what comes back is only good where there are none
   */
  public static ProblemSet parse(String text, String where, Faults faults) {
    int colon = text.indexOf(':');
    List<ProblemFamily> families =
        families(colon < 0 ? text : text.substring(0, colon), where, faults);
    Map<String, Integer> values = new LinkedHashMap<>();
    SETTINGS.forEach((name, range) -> values.put(name, range[2]));
    if (colon >= 0) {
      for (String setting : text.substring(colon + 1).split(",", -1)) {
        setting(setting.strip(), values, where, faults);
      }
    }
    if (value(values, "beyond") >= value(values, "max-term")) {
      faults.add(
          "no term of at most "
              + value(values, "max-term")
              + " lies beyond "
              + value(values, "beyond"),
          where,
          "Lower beyond, or raise max-term.");
      values.put("beyond", 0);
    }
    return new ProblemSet(
        families.isEmpty() ? List.of(ProblemFamily.values()) : families,
        new ProblemSpace(
            value(values, "max-term"), value(values, "max-factor"), value(values, "held-out")),
        value(values, "beyond"),
        value(values, "count"));
  }

  private static int value(Map<String, Integer> values, String name) {
    return values.getOrDefault(name, 0);
  }

  private static void setting(
      String setting, Map<String, Integer> values, String where, Faults faults) {
    int equals = setting.indexOf('=');
    String name = equals < 0 ? setting : setting.substring(0, equals).strip();
    String value = equals < 0 ? "" : setting.substring(equals + 1).strip();
    int[] range = SETTINGS.get(name);
    if (range == null) {
      faults.add(
          "generated problems have no setting '" + name + "'",
          where,
          "Settings are: " + String.join(", ", SETTINGS.keySet()) + ".");
    } else if (!value.matches("[0-9]{1,7}")
        || Integer.parseInt(value) < range[0]
        || Integer.parseInt(value) > range[1]) {
      faults.add(
          "setting '" + name + "' of generated problems is '" + value + "'",
          where,
          "Give a whole number from " + range[0] + " to " + range[1] + ".");
    } else {
      values.put(name, Integer.parseInt(value));
    }
  }

  private static List<ProblemFamily> families(String text, String where, Faults faults) {
    List<ProblemFamily> found = new ArrayList<>();
    for (String name : text.split("\\+", -1)) {
      String wanted = name.strip().toLowerCase(Locale.ROOT);
      List<ProblemFamily> some =
          Arrays.stream(ProblemFamily.values())
              .filter(
                  family ->
                      wanted.equals(ALL)
                          || wanted.equals(family.label())
                          || wanted.equals(family.subject().label()))
              .toList();
      if (some.isEmpty()) {
        faults.add(
            "'" + name.strip() + "' names no generated problems",
            where,
            "Write all, arithmetic, algebra, or families with +: "
                + String.join(
                    ", ", Arrays.stream(ProblemFamily.values()).map(f -> f.label()).toList())
                + ".");
      }
      some.stream().filter(family -> !found.contains(family)).forEach(found::add);
    }
    return found;
  }

  /**
   * The first problems of a side whose questions all differ.
   *
   * @param seed seed of the draws
   * @param split whose operands they have
   * @param most how many are wanted at most
   * @throws IllegalArgumentException if there are too few: no new one was found for 10,000 problems
   *     in a row
   */
  public List<Problem> problems(long seed, Split split, int most) {
    ProblemGenerator generator = new ProblemGenerator(space, families);
    int wanted = Math.min(most, count);
    List<Problem> found = new ArrayList<>();
    Set<String> questions = new HashSet<>();
    long lastNew = 0;
    for (long index = 0; found.size() < wanted; index++) {
      Problem problem = generator.problem(seed, split, index);
      if (liesBeyond(problem.operands()) && questions.add(problem.question())) {
        found.add(problem);
        lastNew = index;
      } else if (index - lastNew > MOST_REPEATS) {
        throw new IllegalArgumentException(
            wanted + " different problems were asked for, " + this + " gives " + found.size());
      }
    }
    return List.copyOf(found);
  }

  private boolean liesBeyond(Operands operands) {
    return Math.max(operands.a(), operands.b()) > beyond;
  }
}
