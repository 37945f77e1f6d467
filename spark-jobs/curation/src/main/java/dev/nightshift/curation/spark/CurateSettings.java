package dev.nightshift.curation.spark;

import dev.nightshift.curation.filter.DocumentFilter;
import dev.nightshift.curation.split.SplitRule;
import dev.nightshift.curation.split.StratifiedSample;
import dev.nightshift.runtime.job.Job;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobContext;
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
 * @param repair what is mended before anything else
 * @param filters the filters, in their order
 * @param pii what is done about personal data; null for nothing
 * @param sample which share of each source is kept
 * @param split how documents are held out
 * @param scorer scores the quality; null for none
 * @param minQuality smallest score that is kept
 */
record CurateSettings(
    String output,
    String duplicates,
    Repair repair,
    List<DocumentFilter> filters,
    @Nullable PiiPlan pii,
    StratifiedSample sample,
    SplitRule split,
    @Nullable ModelScorer scorer,
    double minQuality)
    implements Serializable {

  CurateSettings {
    filters = List.copyOf(filters);
  }

  /**
   * Reads and checks the options and the file of options.
   *
   * @throws dev.nightshift.schema.error.RequestException with all faults at once
   */
  static CurateSettings of(Job job, JobContext context, JobArguments given) {
    Faults faults = new Faults();
    JobArguments arguments = ConfiguredArguments.of(job, context, given, "config", faults);
    // A value of the wrong type cannot be looked at further.
    faults.throwIfAny();
    SplitRule split = new SplitRule(0, 0);
    try {
      split = new SplitRule(arguments.number("validation-share"), arguments.number("test-share"));
    } catch (IllegalArgumentException e) {
      faults.add(
          String.valueOf(e.getMessage()),
          "options 'validation-share' and 'test-share'",
          "Give shares from 0 to 1.");
    }
    StratifiedSample sample = StratifiedSample.ALL;
    try {
      sample = arguments.find("sample").map(StratifiedSample::parse).orElse(sample);
    } catch (IllegalArgumentException e) {
      faults.add(
          String.valueOf(e.getMessage()), "option 'sample'", "Write source=share,source=share.");
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
    FilterPlan plan = new FilterPlan(context, arguments, faults);
    List<DocumentFilter> filters = plan.filters();
    PiiPlan pii = PiiPlan.of(arguments, faults);
    faults.throwIfAny();
    return new CurateSettings(
        TableRef.parse(arguments.text("output")).name(),
        TableRef.parse(arguments.text("duplicates")).name(),
        Repair.of(arguments),
        filters,
        pii,
        sample,
        split,
        arguments.has("quality-model") ? plan.scorer("quality-model") : null,
        minQuality);
  }
}
