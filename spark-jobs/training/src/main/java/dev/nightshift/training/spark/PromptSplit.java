package dev.nightshift.training.spark;

import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobOption;
import dev.nightshift.runtime.job.OptionKind;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.identity.Digest;
import dev.nightshift.training.spark.SequencePreparation.Encoding;
import dev.nightshift.training.spark.TrainingJob.Preparation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Predicate;

/**
 * Which examples are learnt and which are held out: those of {@code --validation} where it is given,
 * else those of a share of the prompts, chosen by the digest of the prompt, so that no prompt is on
 * both sides.
 */
final class PromptSplit {

  private static final String HOLDOUT = "holdout";
  private static final String VALIDATION = "validation";
  private static final String TRAIN = "train";
  private static final String DATA = "data";

  private PromptSplit() {}

  /**
   * Where the two sides lie.
   *
   * @param train folder of the sequences that are learnt
   * @param heldOut folder of the others; may hold none
   */
  record Sides(Path train, Path heldOut) {}

  /** The option that says how much is held out. */
  static JobOption option() {
    return JobOption.of(
        HOLDOUT,
        OptionKind.NUMBER,
        ".1",
        "Share of the prompts that is held out where no --validation is given");
  }

  /** Adds a fault where the share is none. */
  static void check(JobArguments arguments, Faults faults) {
    double share = arguments.number(HOLDOUT);
    if (share < 0 || share >= 1) {
      faults.add("--holdout is " + share, "", "Give a number from 0 to below 1.");
    }
  }

  /** Whether the first 32 bits of the prompt's digest, as a share of 2³², lie below the share. */
  static boolean isHeldOut(String prompt, double share) {
    long bits = Long.parseLong(Digest.start().add(HOLDOUT).add(prompt).hex().substring(0, 8), 16);
    return bits < share * 0x1.0p32;
  }

  /**
   * Writes both sides.
   *
   * @param fields what is read; the first field is the prompt
   * @param encoding what a row becomes
   */
  static Sides write(Preparation p, ExampleFields fields, Encoding encoding) throws IOException {
    Sides sides =
        new Sides(p.folder().resolve("data-train"), p.folder().resolve("data-held-out"));
    boolean given = p.arguments().has(VALIDATION);
    double share = given ? 0 : p.arguments().number(HOLDOUT);
    SequencePreparation.write(
        p.reader().read(DATA, fields, TRAIN),
        taking(prompt -> !isHeldOut(prompt, share), encoding),
        sides.train(),
        Long.MAX_VALUE);
    SequencePreparation.write(
        p.reader().read(given ? VALIDATION : DATA, fields, given ? VALIDATION : TRAIN),
        taking(prompt -> given || isHeldOut(prompt, share), encoding),
        sides.heldOut(),
        p.options().validationLimit());
    return sides;
  }

  private static Encoding taking(Predicate<String> side, Encoding encoding) {
    return (row, writer) -> side.test(row.getString(0)) && encoding.add(row, writer);
  }
}
