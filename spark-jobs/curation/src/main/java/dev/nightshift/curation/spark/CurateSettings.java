package dev.nightshift.curation.spark;

import dev.nightshift.curation.filter.GopherLimits;
import dev.nightshift.curation.split.SplitRule;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobOption;
import dev.nightshift.runtime.job.OptionKind;
import dev.nightshift.runtime.lake.TableRef;
import dev.nightshift.schema.error.Faults;
import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a run of {@link CurateJob} was asked to do.
 *
 * @param output table of the kept documents
 * @param duplicates table of the copies
 * @param limits limits of the quality heuristics; null where they are switched off
 * @param split how documents are held out
 * @param minQuality smallest score that is kept
 */
record CurateSettings(
    String output,
    String duplicates,
    @Nullable GopherLimits limits,
    SplitRule split,
    double minQuality)
    implements Serializable {

  private static final GopherLimits GOPHER = GopherLimits.PUBLISHED;

  /** The options, with the published limits as defaults. */
  static List<JobOption> options() {
    return List.of(
        JobOption.required("input", OptionKind.INPUT, "Table of documents: table:NAME"),
        JobOption.of("output", OptionKind.OUTPUT_TABLE, "curated", "Table of what is kept"),
        JobOption.of(
            "duplicates", OptionKind.OUTPUT_TABLE, "duplicates", "Table of which rows are copies"),
        JobOption.choice(
            "filters",
            List.of("gopher", "none"),
            "Quality heuristics; none keeps every text that is not empty"),
        number("min-words", GOPHER.minWords(), "Fewest words"),
        number("max-words", GOPHER.maxWords(), "Most words"),
        number(
            "min-mean-word-length", GOPHER.minMeanWordLength(), "Shortest mean word, characters"),
        number("max-mean-word-length", GOPHER.maxMeanWordLength(), "Longest mean word, characters"),
        number("max-symbol-ratio", GOPHER.maxSymbolRatio(), "Most hash signs or ellipses per word"),
        number(
            "min-alphabetic-share",
            GOPHER.minAlphabeticShare(),
            "Smallest share of words with a letter"),
        number("max-bullet-lines", GOPHER.maxBulletLines(), "Largest share of lines with a bullet"),
        number(
            "max-ellipsis-lines",
            GOPHER.maxEllipsisLines(),
            "Largest share of lines that end with an ellipsis"),
        number("min-stop-words", GOPHER.minStopWords(), "Fewest different English stop words"),
        JobOption.of(
            "validation-share",
            OptionKind.NUMBER,
            "0.05",
            "Share of documents held out for validation"),
        JobOption.of(
            "test-share", OptionKind.NUMBER, "0", "Share of documents held out for testing"),
        JobOption.optional(
            "quality-model",
            OptionKind.INPUT,
            "Folder of a quality model (job train-quality) that scores each document"),
        JobOption.of(
            "min-quality", OptionKind.NUMBER, "0", "Smallest score of the quality model, 0 to 1"));
  }

  private static JobOption number(String name, double value, String help) {
    boolean whole = value == Math.rint(value);
    return JobOption.of(
        name,
        OptionKind.NUMBER,
        whole ? String.valueOf((long) value) : String.valueOf(value),
        help);
  }

  /**
   * Reads and checks the options.
   *
   * @throws dev.nightshift.schema.error.RequestException with all faults at once
   */
  static CurateSettings of(JobArguments arguments) {
    Faults faults = new Faults();
    SplitRule split = new SplitRule(0, 0);
    try {
      split = new SplitRule(arguments.number("validation-share"), arguments.number("test-share"));
    } catch (IllegalArgumentException e) {
      faults.add(
          String.valueOf(e.getMessage()),
          "options 'validation-share' and 'test-share'",
          "Give shares from 0 to 1.");
    }
    double minQuality = arguments.number("min-quality");
    if (minQuality < 0 || minQuality > 1) {
      faults.add(
          "the score is " + minQuality, "option 'min-quality'", "Give a number from 0 to 1.");
    }
    if (minQuality > 0 && !arguments.has("quality-model")) {
      faults.add(
          "a smallest score of " + minQuality + " is asked for, and no model scores",
          "option 'min-quality'",
          "Give --quality-model as well.");
    }
    faults.throwIfAny();
    return new CurateSettings(
        TableRef.parse(arguments.text("output")).name(),
        TableRef.parse(arguments.text("duplicates")).name(),
        arguments.text("filters").equals("none") ? null : limits(arguments),
        split,
        minQuality);
  }

  private static GopherLimits limits(JobArguments arguments) {
    return new GopherLimits(
        (long) arguments.number("min-words"),
        (long) arguments.number("max-words"),
        arguments.number("min-mean-word-length"),
        arguments.number("max-mean-word-length"),
        arguments.number("max-symbol-ratio"),
        arguments.number("min-alphabetic-share"),
        arguments.number("max-bullet-lines"),
        arguments.number("max-ellipsis-lines"),
        (int) arguments.number("min-stop-words"));
  }
}
