package dev.nightshift.eval.generated;

import dev.nightshift.schema.identity.Digest;
import dev.nightshift.schema.random.CounterRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Draws problems: the n-th problem of a seed is a pure function of (seed, split, n), whoever draws
 * it and in whatever order.
 *
 * <p>Operands are redrawn until they lie on the wanted side of the split, so training problems
 * never show a held-out pair of numbers, in no family, order or wording.
 */
public final class ProblemGenerator {

  private static final int VERSION = 2;
  // With one pair in a hundred on the wanted side, a miss has a chance of 1e-43.
  private static final int MOST_DRAWS = 10_000;
  private static final int MOST_REPEATS = 10_000;

  private static final List<String> NAMES =
      List.of(
          "Ada", "Ben", "Cleo", "Dan", "Eva", "Finn", "Gita", "Hugo", "Ida", "Jon", "Kim", "Lena",
          "Max", "Nora", "Omar", "Pia");

  private static final List<String> THINGS =
      List.of(
          "apples", "books", "cards", "coins", "cups", "eggs", "keys", "pens", "plums", "shells",
          "stamps", "stones");

  private final ProblemSpace space;
  private final List<ProblemFamily> families;
  private final int totalWeight;

  /**
   * @param space the numbers to draw from
   * @param families the kinds to draw, at least one
   */
  public ProblemGenerator(ProblemSpace space, List<ProblemFamily> families) {
    if (families.isEmpty()) {
      throw new IllegalArgumentException("a generator needs at least one family");
    }
    this.space = space;
    this.families = List.copyOf(families);
    this.totalWeight = families.stream().mapToInt(ProblemFamily::weight).sum();
  }

  /** All families over the default numbers. */
  public static ProblemGenerator standard() {
    return new ProblemGenerator(ProblemSpace.DEFAULT, List.of(ProblemFamily.values()));
  }

  /** The families of one subject. */
  public static ProblemGenerator of(ProblemSpace space, Subject subject) {
    return new ProblemGenerator(space, ProblemFamily.of(subject));
  }

  /** The numbers that problems are drawn from. */
  public ProblemSpace space() {
    return space;
  }

  /**
   * The problem of that number, from 0, with operands of that side.
   *
   * @throws IllegalArgumentException if the space has no such operands for a family
   */
  public Problem problem(long seed, Split split, long index) {
    CounterRandom random = CounterRandom.of(seed, "problem/" + split.label(), index);
    ProblemFamily family = family(random);
    Operands operands = operands(family, split, random);
    String wording = pick(family.wordings(), random);
    String question =
        wording
            .replace("{a}", Integer.toString(operands.a()))
            .replace("{b}", Integer.toString(operands.b()))
            .replace("{name}", pick(NAMES, random))
            .replace("{things}", pick(THINGS, random));
    return new Problem(family, operands, question, family.answer(operands));
  }

  /**
   * The first problems of a side whose operand keys all differ.
   *
   * @param count how many
   * @throws IllegalArgumentException if the space has too few keys: no new one was found for 10,000
   *     problems in a row
   */
  public List<Problem> distinct(long seed, Split split, int count) {
    List<Problem> found = new ArrayList<>(count);
    Set<String> keys = new HashSet<>();
    long lastNew = 0;
    for (long index = 0; found.size() < count; index++) {
      Problem problem = problem(seed, split, index);
      if (keys.add(problem.operandsKey())) {
        found.add(problem);
        lastNew = index;
      } else if (index - lastNew > MOST_REPEATS) {
        throw new IllegalArgumentException(
            count
                + " problems with distinct operands were asked for, "
                + space
                + " gives "
                + found.size());
      }
    }
    return List.copyOf(found);
  }

  /** Names the generator: its version, numbers, families and wordings. */
  public String digest() {
    Digest digest =
        Digest.start()
            .add("problem-generator")
            .add(VERSION)
            .add(space.maxTerm())
            .add(space.maxFactor())
            .add(space.heldOutPercent());
    for (ProblemFamily family : families) {
      digest.add(family.label()).add(family.weight()).add(family.wordings().size());
      family.wordings().forEach(digest::add);
    }
    NAMES.forEach(digest::add);
    THINGS.forEach(digest::add);
    return digest.hex();
  }

  private Operands operands(ProblemFamily family, Split split, CounterRandom random) {
    for (int draw = 0; draw < MOST_DRAWS; draw++) {
      Operands operands = family.draw(space, random);
      if (operands.split(space.heldOutPercent()) == split) {
        return operands;
      }
    }
    throw new IllegalArgumentException(
        space + " has no " + split.label() + " operands for family " + family.label());
  }

  private ProblemFamily family(CounterRandom random) {
    int left = random.nextInt(totalWeight);
    for (ProblemFamily family : families) {
      left -= family.weight();
      if (left < 0) {
        return family;
      }
    }
    throw new IllegalStateException("weights of " + families + " do not add up to " + totalWeight);
  }

  private static String pick(List<String> from, CounterRandom random) {
    return from.get(random.nextInt(from.size()));
  }
}
