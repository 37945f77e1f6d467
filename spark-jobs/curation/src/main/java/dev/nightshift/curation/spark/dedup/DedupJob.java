package dev.nightshift.curation.spark.dedup;

import dev.nightshift.curation.dedup.Bands;
import dev.nightshift.runtime.job.Input;
import dev.nightshift.runtime.job.Job;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobContext;
import dev.nightshift.runtime.job.JobOption;
import dev.nightshift.runtime.job.JobOutcome;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.SparkSession;

/**
 * Keeps one of each set of near-duplicates, tonight's among themselves and against all that an
 * index remembers, and cuts repeated passages. Each row that goes is told in a table, with the row
 * that stands for it and how alike they are.
 */
public final class DedupJob implements Job {

  private static final String SHUFFLE = "spark.sql.shuffle.partitions";

  @Override
  public String name() {
    return "dedup";
  }

  @Override
  public int version() {
    return 2;
  }

  @Override
  public String summary() {
    return "Removes near-duplicates and repeated passages, against history too";
  }

  @Override
  public String example() {
    return "--input table:curated --output unique --index seen";
  }

  @Override
  public List<JobOption> options() {
    return DedupSettings.options();
  }

  @Override
  public JobOutcome run(JobContext context, JobArguments arguments) {
    DedupSettings settings = DedupSettings.of(arguments);
    SparkSession spark = context.spark();
    String before = spark.conf().get(SHUFFLE);
    if (settings.partitions() > 0) {
      spark.conf().set(SHUFFLE, String.valueOf(settings.partitions()));
    }
    try (Held held = new Held()) {
      if (settings.methods().contains(DedupSettings.Method.NEAR)) {
        context.progress().line(expectation(settings));
      }
      return context.input("input") instanceof Input.OfTable table
          ? new TableDedup(context, arguments, settings, held, table).run()
          : new FileDedup(context, arguments, settings, held)
              .run((Input.OfFiles) context.input("input"));
    } finally {
      spark.conf().set(SHUFFLE, before);
    }
  }

  /** What share of the pairs of some similarities is compared. */
  private static String expectation(DedupSettings settings) {
    Bands bands = settings.near().bands();
    StringBuilder line =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                "dedup: %d bands of %d hashes; pairs found at similarity",
                bands.count(),
                bands.rows()));
    double threshold = settings.near().threshold();
    for (double s : new double[] {threshold, (1 + threshold) / 2, 0.9, 0.95}) {
      if (s >= threshold) {
        line.append(String.format(Locale.ROOT, " %.2f: %.3f", s, bands.probability(s)));
      }
    }
    line.append(
        String.format(
            Locale.ROOT,
            "; compared in vain at %.2f: %.3f",
            threshold / 2,
            bands.probability(threshold / 2)));
    return line.toString();
  }
}
