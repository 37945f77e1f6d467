package dev.nightshift.pipelines.run;

import dev.nightshift.runtime.job.JobOutcome;
import dev.nightshift.runtime.job.RunReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The lines that a pipeline says on the screen. */
final class StepLines {

  private final int total;
  private final int width;

  StepLines(List<String> names) {
    this.total = names.size();
    this.width = names.stream().mapToInt(String::length).max().orElse(0);
  }

  String started(int number, String step, String job) {
    return head(number, step) + " " + job;
  }

  String ended(int number, String step, RunReport report) {
    String said = said(report.outcome());
    return switch (report.status()) {
      case COMMITTED -> head(number, step) + " done in " + seconds(report.elapsed()) + said;
      case UNCHANGED -> head(number, step) + " unchanged, skipped" + said;
    };
  }

  String failed(int number, String step) {
    return head(number, step) + " failed";
  }

  String refused(int number, String step) {
    return head(number, step) + " refused";
  }

  String notRun(int number, String step, String because) {
    return head(number, step) + " not run: it needs " + because;
  }

  private String head(int number, String step) {
    int digits = String.valueOf(total).length();
    return String.format(
        Locale.ROOT, "[%" + digits + "d/%d] %-" + Math.max(1, width) + "s", number, total, step);
  }

  private static String said(JobOutcome outcome) {
    List<String> parts = new ArrayList<>();
    outcome
        .counts()
        .forEach((name, n) -> parts.add(name + " " + String.format(Locale.ROOT, "%,d", n)));
    outcome.values().forEach((name, v) -> parts.add(name + " " + number(v)));
    return parts.isEmpty() ? "" : ": " + String.join(", ", parts);
  }

  /** Four significant digits, without an exponent where the number is of everyday size. */
  static String number(double value) {
    double size = Math.abs(value);
    if (value == Math.rint(value) && size < 1e9) {
      return String.format(Locale.ROOT, "%,d", (long) value);
    }
    if (size >= 1e-3 && size < 1e6) {
      int decimals = Math.max(0, 3 - (int) Math.floor(Math.log10(size)));
      return String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }
    return String.format(Locale.ROOT, "%.3e", value);
  }

  static String seconds(Duration elapsed) {
    long minutes = elapsed.toMinutes();
    return minutes > 0
        ? minutes + " min " + elapsed.toSecondsPart() + " s"
        : String.format(Locale.ROOT, "%.1f s", elapsed.toMillis() / 1000.0);
  }
}
