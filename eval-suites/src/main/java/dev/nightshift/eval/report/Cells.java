package dev.nightshift.eval.report;

import dev.nightshift.eval.stats.Interval;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The cells of the tables, as text; Markdown and HTML show the same. */
final class Cells {

  static final List<String> RESULT_HEADS =
      List.of(
          "model",
          "task",
          "version",
          "n-shot",
          "filter",
          "metric",
          "",
          "value",
          "± stderr",
          "95 % interval",
          "n",
          "baseline",
          "Δ",
          "p",
          "verdict");

  private Cells() {}

  static List<String> result(ResultRow row) {
    Comparison comparison = row.comparison();
    return List.of(
        row.model(),
        row.task(),
        Integer.toString(row.version()),
        Integer.toString(row.numFewshot()),
        row.filter(),
        row.metric(),
        row.direction(),
        number(row.value()),
        row.standardError() == null ? "" : "± " + number(row.standardError()),
        interval(row.interval()),
        Long.toString(row.n()),
        comparison == null ? "" : comparison.baseline(),
        comparison == null ? "" : signed(comparison.delta()),
        comparison == null ? "" : p(comparison.p()),
        comparison == null ? "" : verdict(comparison));
  }

  private static String verdict(Comparison comparison) {
    return comparison.verdict() == Verdict.NO_DIFFERENCE_SHOWN
        ? comparison.verdict().label() + " (detectable: " + number(comparison.detectable()) + ")"
        : comparison.verdict().label();
  }

  static String number(double value) {
    return Double.isNaN(value) ? "" : String.format(Locale.ROOT, "%.4f", value);
  }

  static String signed(double value) {
    return String.format(Locale.ROOT, "%+.4f", value);
  }

  static String p(double p) {
    return p < .0001 ? "< .0001" : String.format(Locale.ROOT, "%.4f", p);
  }

  static String interval(@Nullable Interval interval) {
    return interval == null
        ? ""
        : "[" + number(interval.low()) + ", " + number(interval.high()) + "]";
  }

  static String share(long part, long whole) {
    return whole == 0 ? "" : String.format(Locale.ROOT, "%.1f %%", 100.0 * part / whole);
  }

  static String seconds(double seconds) {
    return String.format(Locale.ROOT, "%.1f s", seconds);
  }

  static String shortDigest(String digest) {
    return digest.length() > 12 ? digest.substring(0, 12) : digest;
  }
}
