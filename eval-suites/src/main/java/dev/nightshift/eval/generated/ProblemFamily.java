package dev.nightshift.eval.generated;

import dev.nightshift.schema.random.CounterRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The kinds of problems. A wording shows {@code {a}} and {@code {b}}, each once, and no other
 * number; {@code {name}} and {@code {things}} are filled with a person and a plural.
 *
 * <p>The wordings are few and short, so that a model of a million parameters learns them in a
 * minute and what remains to learn is the arithmetic.
 */
public enum ProblemFamily {
  /** a + b, bare. */
  SUM(
      Subject.ARITHMETIC,
      Shape.TERMS,
      3,
      "What is {a} + {b}?",
      "Add {a} and {b}.",
      "Find the sum of {a} and {b}."),

  /** a + b, told. */
  GATHER(
      Subject.ARITHMETIC,
      Shape.TERMS,
      3,
      "{name} has {a} {things} and gets {b} more. How many {things} does {name} have now?",
      "There are {a} {things} in a box and {b} {things} in a bag. How many {things} are there?",
      "{name} found {a} {things} and then {b} more. How many {things} did {name} find?"),

  /** a - b, bare. */
  DIFFERENCE(
      Subject.ARITHMETIC,
      Shape.LARGER_FIRST,
      3,
      "What is {a} - {b}?",
      "Subtract {b} from {a}.",
      "Find {a} minus {b}."),

  /** a - b, told. */
  GIVE_AWAY(
      Subject.ARITHMETIC,
      Shape.LARGER_FIRST,
      3,
      "{name} had {a} {things} and gave away {b}. How many {things} are left?",
      "There were {a} {things} in a box. {name} took {b} of them. How many {things} are left?",
      "{name} has {a} {things} and loses {b}. How many {things} does {name} have now?"),

  /** a × b, bare. */
  PRODUCT(
      Subject.ARITHMETIC,
      Shape.FACTORS,
      1,
      "What is {a} * {b}?",
      "Multiply {a} by {b}.",
      "Find the product of {a} and {b}."),

  /** a × b, told. */
  PACKS(
      Subject.ARITHMETIC,
      Shape.FACTORS,
      1,
      "There are {a} boxes with {b} {things} in each. How many {things} are there?",
      "{name} has {a} bags with {b} {things} in each. How many {things} does {name} have?"),

  /** x + b = a. */
  UNKNOWN_TERM(
      Subject.ALGEBRA,
      Shape.LARGER_FIRST,
      2,
      "Solve x + {b} = {a}.",
      "If x + {b} = {a}, what is x?",
      "{name} had some {things} and got {b} more. Now {name} has {a}. How many {things} did {name}"
          + " have before?"),

  /** x - a = b. */
  UNKNOWN_START(
      Subject.ALGEBRA,
      Shape.TERMS,
      2,
      "Solve x - {a} = {b}.",
      "If x - {a} = {b}, what is x?",
      "{name} had some {things} and gave away {a}. Now {name} has {b}. How many {things} did {name}"
          + " have before?"),

  /** a × x = b. */
  UNKNOWN_FACTOR(
      Subject.ALGEBRA,
      Shape.MULTIPLE,
      1,
      "Solve {a} * x = {b}.",
      "If {a} * x = {b}, what is x?",
      "{name} puts {b} {things} into {a} bags, the same number in each. How many {things} are in"
          + " each bag?");

  /** How the two numbers of a family hang together. */
  private enum Shape {
    /** Two terms. */
    TERMS,
    /** Two terms, the first larger. */
    LARGER_FIRST,
    /** A number and a factor of one digit. */
    FACTORS,
    /** A factor of one digit and a multiple of it. */
    MULTIPLE
  }

  private final Subject subject;
  private final Shape shape;
  private final int weight;
  private final List<String> wordings;

  ProblemFamily(Subject subject, Shape shape, int weight, String... wordings) {
    this.subject = subject;
    this.shape = shape;
    this.weight = weight;
    this.wordings = List.of(wordings);
  }

  /** What the family asks for. */
  public Subject subject() {
    return subject;
  }

  /** How often the family is drawn, against the weights of the others. */
  public int weight() {
    return weight;
  }

  /** The wordings, with their placeholders. */
  public List<String> wordings() {
    return wordings;
  }

  /** The name in files: lower case, with dashes. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The families of a subject, in their order. */
  public static List<ProblemFamily> of(Subject subject) {
    return Arrays.stream(values()).filter(f -> f.subject == subject).toList();
  }

  /** What leads to the answer. */
  Operation operation() {
    return switch (this) {
      case SUM, GATHER, UNKNOWN_START -> Operation.ADD;
      case DIFFERENCE, GIVE_AWAY, UNKNOWN_TERM -> Operation.SUBTRACT;
      case PRODUCT, PACKS -> Operation.MULTIPLY;
      case UNKNOWN_FACTOR -> Operation.DIVIDE;
    };
  }

  /** The answer for the two numbers shown. */
  public int answer(Operands shown) {
    return switch (operation()) {
      case ADD -> shown.a() + shown.b();
      case SUBTRACT -> shown.a() - shown.b();
      case MULTIPLY -> shown.a() * shown.b();
      case DIVIDE -> shown.b() / shown.a();
    };
  }

  Operands draw(ProblemSpace space, CounterRandom random) {
    return switch (shape) {
      case TERMS -> new Operands(upTo(space.maxTerm(), random), upTo(space.maxTerm(), random));
      case LARGER_FIRST -> {
        // Two unlike numbers, each pair as likely as any other.
        int one = upTo(space.maxTerm(), random);
        int other = upTo(space.maxTerm() - 1, random);
        if (other >= one) {
          other++;
        }
        yield new Operands(Math.max(one, other), Math.min(one, other));
      }
      case FACTORS -> new Operands(upTo(space.maxTerm(), random), upTo(space.maxFactor(), random));
      case MULTIPLE -> {
        int divisor = upTo(space.maxFactor(), random);
        yield new Operands(divisor, divisor * upTo(space.maxTerm(), random));
      }
    };
  }

  /** A number from 2, so that a plural is right, to a largest one. */
  private static int upTo(int largest, CounterRandom random) {
    return 2 + random.nextInt(largest - 1);
  }
}
