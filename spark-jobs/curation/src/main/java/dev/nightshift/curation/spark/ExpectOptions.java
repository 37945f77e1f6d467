package dev.nightshift.curation.spark;

import dev.nightshift.curation.expect.Divergence;
import dev.nightshift.curation.expect.Expectation;
import dev.nightshift.curation.expect.Expectation.Quantity;
import dev.nightshift.curation.expect.ExpectationFile;
import dev.nightshift.curation.expect.Measured;
import dev.nightshift.curation.expect.Severity;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobOption;
import dev.nightshift.runtime.job.OptionKind;
import dev.nightshift.schema.error.Faults;
import java.util.ArrayList;
import java.util.List;

/** The expectations that options of {@link ExpectJob} tell, for those who write no file. */
final class ExpectOptions {

  private ExpectOptions() {}

  static List<JobOption> ofChecks() {
    return List.of(
        JobOption.of("min-rows", OptionKind.INTEGER, "1", "Fewest rows"),
        JobOption.of("max-rows", OptionKind.INTEGER, "0", "Most rows; 0 for no bound"),
        JobOption.of(
            "max-blank-share",
            OptionKind.NUMBER,
            "0.05",
            "Largest share of rows whose text is empty, 0 to 1; for tables with a column text"),
        JobOption.of(
            "unique",
            OptionKind.TEXT,
            "row_id",
            "Columns in which no value may stand twice, with commas between; none for none"),
        JobOption.of(
            "drift",
            OptionKind.TEXT,
            "source,language,length:text",
            "Columns whose distribution is compared with earlier runs, with commas between;"
                + " length:COLUMN for the lengths of texts; none for none. Those that the table does"
                + " not have are left out"),
        JobOption.choice(
            "drift-measure",
            List.of("psi", "js"),
            "Distance of distributions: population stability index or Jensen-Shannon; lengths take"
                + " Kolmogorov-Smirnov with js"),
        JobOption.of("drift-warn", OptionKind.NUMBER, "0.1", "Distance from which on it warns"),
        JobOption.of("drift-stop", OptionKind.NUMBER, "0.25", "Distance from which on it stops"),
        JobOption.of(
            "history",
            OptionKind.INTEGER,
            String.valueOf(ExpectationFile.HISTORY),
            "Earlier committed runs on the same table that distributions are compared with"));
  }

  static List<Expectation> expectations(JobArguments arguments, String[] columns, Faults faults) {
    List<String> there = List.of(columns);
    List<Expectation> expectations = new ArrayList<>();
    long most = arguments.integer("max-rows");
    expectations.add(
        new Expectation.Bound(
            Quantity.ROWS,
            Measured.ROWS,
            arguments.integer("min-rows"),
            most == 0 ? Double.POSITIVE_INFINITY : most,
            Severity.STOP,
            "options 'min-rows' and 'max-rows'"));
    double blank = arguments.number("max-blank-share");
    if (blank < 0 || blank > 1) {
      faults.add("the share is " + blank, "option 'max-blank-share'", "Give 0 to 1.");
    }
    if (there.contains("text")) {
      expectations.add(share(Quantity.BLANKS, "text", blank, "option 'max-blank-share'"));
    }
    for (String column : list(arguments.text("unique"))) {
      expectations.add(share(Quantity.DUPLICATES, column, 0, "option 'unique'"));
    }
    drifts(arguments, there, expectations, faults);
    return expectations;
  }

  private static Expectation share(Quantity quantity, String column, double max, String place) {
    return new Expectation.Bound(
        quantity, new Measured(column, false), Double.NEGATIVE_INFINITY, max, Severity.STOP, place);
  }

  private static void drifts(
      JobArguments arguments, List<String> there, List<Expectation> expectations, Faults faults) {
    double warn = arguments.number("drift-warn");
    double stop = arguments.number("drift-stop");
    long history = arguments.integer("history");
    if (warn <= 0 || stop < warn) {
      faults.add(
          "distances are " + warn + " and " + stop,
          "options 'drift-warn' and 'drift-stop'",
          "Give 0 < warn <= stop.");
    }
    if (history < 1 || history > 1000) {
      faults.add("the number is " + history, "option 'history'", "Give 1 to 1000.");
    }
    boolean psi = arguments.text("drift-measure").equals("psi");
    for (String name : list(arguments.text("drift"))) {
      boolean length = name.startsWith("length:");
      String column = length ? name.substring("length:".length()) : name;
      if (!there.contains(column) && !arguments.isGiven("drift")) {
        continue;
      }
      Divergence divergence = psi ? Divergence.PSI : length ? Divergence.KS : Divergence.JS;
      expectations.add(
          new Expectation.Drift(
              divergence,
              new Measured(column, length),
              warn,
              stop,
              (int) history,
              "option 'drift'"));
    }
  }

  private static List<String> list(String text) {
    List<String> names = new ArrayList<>();
    for (String name : text.split(",")) {
      if (!name.isBlank() && !name.strip().equals("none")) {
        names.add(name.strip());
      }
    }
    return names;
  }
}
