package dev.nightshift.eval.report;

import dev.nightshift.eval.stats.Estimate;
import dev.nightshift.eval.stats.Interval;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Numbers as the tables show them; all formats show the same. */
final class Cells {

  private Cells() {}

  /** Four decimals; of large numbers, such as perplexities of untrained models, one or none. */
  static String number(double value) {
    return Double.isNaN(value) ? "" : String.format(Locale.ROOT, format("%", value), value);
  }

  private static String format(String flags, double value) {
    double size = Math.abs(value);
    return flags + (size < 1e3 ? ".4f" : size < 1e5 ? ".1f" : ".0f");
  }

  static Cell value(double value) {
    return Cell.number(number(value), value);
  }

  static Cell error(@Nullable Double error) {
    return error == null || error.isNaN() ? Cell.empty() : Cell.number("± " + number(error), error);
  }

  static Cell delta(double value) {
    return Cell.number(String.format(Locale.ROOT, format("%+", value), value), value);
  }

  static Cell p(double p) {
    return Cell.number(p < .0001 ? "< .0001" : String.format(Locale.ROOT, "%.4f", p), p);
  }

  static Cell interval(@Nullable Interval interval) {
    return interval == null
        ? Cell.empty()
        : Cell.number(
            "[" + number(interval.low()) + ", " + number(interval.high()) + "]", interval.low());
  }

  /** A part of a score with its number of items. */
  static Cell part(@Nullable Estimate part) {
    return part == null
        ? Cell.of("no item")
        : Cell.number(number(part.mean()) + " (n " + part.n() + ")", part.mean());
  }

  static Cell verdict(Comparison comparison) {
    Verdict verdict = comparison.verdict();
    return switch (verdict) {
      case BETTER -> Cell.of(verdict.label()).as(Tone.BETTER);
      case WORSE -> Cell.of(verdict.label()).as(Tone.WORSE);
      case NO_DIFFERENCE_SHOWN ->
          Cell.of(verdict.label() + " (detectable: " + number(comparison.detectable()) + ")")
              .as(Tone.MUTED);
    };
  }

  static Cell share(long part, long whole) {
    return whole == 0
        ? Cell.empty()
        : Cell.number(
            String.format(Locale.ROOT, "%.1f %%", 100.0 * part / whole), (double) part / whole);
  }

  static Cell seconds(double seconds) {
    return Cell.number(String.format(Locale.ROOT, "%.1f s", seconds), seconds);
  }

  static String shortDigest(String digest) {
    return digest.length() > 12 ? digest.substring(0, 12) : digest;
  }
}
