package dev.nightshift.training.spark;

import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobOption;
import dev.nightshift.runtime.job.JobOutcome;
import dev.nightshift.runtime.job.OptionKind;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.error.WorkException;
import dev.nightshift.schema.identity.Digest;
import dev.nightshift.training.spark.SplitRows.Meaning;
import dev.nightshift.training.spark.SplitRows.Target;
import dev.nightshift.training.spark.TrainingJob.Preparation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Function;

/**
 * Which examples are learnt and which are held out: those of {@code --validation} where it is
 * given, else those of a share of the prompts, chosen by the digest of the prompt, so that no
 * prompt is on both sides.
 */
public final class PromptSplit {

  private static final String HOLDOUT = "holdout";
  private static final String VALIDATION = "validation";
  private static final String DATA = "data";

  private PromptSplit() {}

  /**
   * The two sides.
   *
   * @param train folder of what is learnt
   * @param heldOut folder of the rest; may hold none
   * @param refused counts of what was refused
   */
  public record Sides(Path train, Path heldOut, JobOutcome refused) {}

  /** The option that says how much is held out. */
  public static JobOption option() {
    return JobOption.of(
        HOLDOUT,
        OptionKind.NUMBER,
        ".1",
        "Share of the prompts that is held out where no --validation is given");
  }

  /** Adds a fault where the share is none. */
  public static void check(JobArguments arguments, Faults faults) {
    double share = arguments.number(HOLDOUT);
    if (share < 0 || share >= 1) {
      faults.add("--holdout is " + share, "", "Give a number from 0 to below 1.");
    }
  }

  /** Whether the first 32 bits of the prompt's digest, as a share of 2³², lie below the share. */
  public static boolean isHeldOut(String prompt, double share) {
    long bits = Long.parseLong(Digest.start().add(HOLDOUT).add(prompt).hex().substring(0, 8), 16);
    return bits < share * 0x1.0p32;
  }

  /**
   * Writes both sides.
   *
   * @param stage name of the job, for rejects
   * @param meaningOf what the rows of the input of an option mean
   */
  public static Sides write(Preparation p, String stage, Function<String, Meaning> meaningOf)
      throws IOException {
    Path train = p.folder().resolve("data-train");
    Path heldOut = p.folder().resolve("data-held-out");
    boolean given = p.arguments().has(VALIDATION);
    double share = given ? 0 : p.arguments().number(HOLDOUT);
    long limit = p.options().validationLimit();
    SplitRows rows = new SplitRows(p, stage);
    Target both =
        new Target(train, given ? null : heldOut, prompt -> isHeldOut(prompt, share), limit);
    JobOutcome refused =
        rows.prepare(
                DATA, "train", meaningOf.apply(DATA), both, 0, RowDifficulty.of(p).orElse(null))
            .addTo(JobOutcome.empty(), "");
    if (given) {
      Target other = new Target(null, heldOut, prompt -> true, limit);
      refused =
          rows.prepare(VALIDATION, VALIDATION, meaningOf.apply(VALIDATION), other, 1, null)
              .addTo(refused, "validation-");
    }
    return new Sides(train, heldOut, refused);
  }

  /** Refuses data that gave nothing to learn from. */
  public static void requireSome(int examples, Preparation p) {
    if (examples == 0) {
      throw new WorkException(
          "'" + p.context().input(DATA).reference() + "' gave nothing to learn from",
          "",
          "Look at its rows and at the table rejects: they are empty, refused, or none belongs to"
              + " the wanted split.");
    }
  }
}
