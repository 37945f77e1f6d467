package dev.nightshift.curation.spark;

import dev.nightshift.curation.pii.PiiKind;
import dev.nightshift.curation.pii.PiiSettings;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.lake.TableRef;
import dev.nightshift.schema.error.Faults;
import java.io.Serializable;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a run does about personal data.
 *
 * @param settings what is looked for
 * @param rejects whether a document that has some is refused, instead of masked
 * @param table table of the finds; null for none
 * @param secret key of their digests; null without a table
 */
record PiiPlan(
    PiiSettings settings, boolean rejects, @Nullable String table, @Nullable String secret)
    implements Serializable {

  private static final int SHORTEST_SECRET = 16;

  /** The usual kinds, masked, without a table. */
  static PiiPlan usual() {
    return new PiiPlan(PiiSettings.usual(), false, null, null);
  }

  @Override
  public String toString() {
    return "PiiPlan[" + settings + ", rejects=" + rejects + ", table=" + table + "]";
  }

  /** Reads the options; null where nothing is looked for. */
  static @Nullable PiiPlan of(JobArguments arguments, Faults faults) {
    String mode = arguments.text("pii");
    Set<PiiKind> kinds = kinds(arguments, faults);
    String table = null;
    if (arguments.has("pii-hits")) {
      table = TableRef.parse(arguments.text("pii-hits")).name();
      if (!mode.equals("mask")) {
        faults.add(
            "places of personal data are asked for, and --pii is " + mode,
            "option 'pii-hits'",
            "They are stored where documents are masked: --pii mask.");
      }
    }
    String secret = arguments.find("pii-hits-secret").orElse(null);
    if (table != null && (secret == null || secret.length() < SHORTEST_SECRET)) {
      faults.add(
          secret == null ? "there is no secret for the digests" : "the secret is too short",
          "option 'pii-hits-secret'",
          "Give "
              + SHORTEST_SECRET
              + " characters or more: without a key, a digest of a telephone number is found again"
              + " by trying all numbers.");
    }
    PiiSettings settings = PiiSettings.usual();
    try {
      settings =
          new PiiSettings(
              kinds, arguments.flag("pii-private-addresses"), arguments.text("pii-placeholder"));
    } catch (IllegalArgumentException e) {
      faults.add(
          String.valueOf(e.getMessage()), "option 'pii-placeholder'", "Write it like <{kind}>.");
    }
    return mode.equals("off") || kinds.isEmpty()
        ? null
        : new PiiPlan(settings, mode.equals("reject"), table, table == null ? null : secret);
  }

  private static Set<PiiKind> kinds(JobArguments arguments, Faults faults) {
    Set<PiiKind> kinds = EnumSet.noneOf(PiiKind.class);
    for (String label : arguments.text("pii-kinds").split(",")) {
      PiiKind.of(label.strip())
          .ifPresentOrElse(
              kinds::add,
              () ->
                  faults.add(
                      "there is no kind '" + label.strip() + "' of personal data",
                      "option 'pii-kinds'",
                      "The kinds are: "
                          + String.join(
                              ", ", Arrays.stream(PiiKind.values()).map(PiiKind::label).toList())
                          + "."));
    }
    return kinds;
  }
}
