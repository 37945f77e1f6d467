package dev.nightshift.classifiers.spark;

import dev.nightshift.runtime.progress.Progress;
import java.util.Locale;
import java.util.Map;

/** Shows the network beside the baseline, in two lines. */
final class BinaryLine {

  private BinaryLine() {}

  static void tell(Progress progress, Map<String, Double> values, Map<String, Long> counts) {
    long n = counts.getOrDefault("evaluated", 0L);
    progress.line(line("network ", "", values, n));
    progress.line(line("baseline", "baseline-", values, n));
  }

  private static String line(String who, String prefix, Map<String, Double> values, long n) {
    return String.format(
        Locale.ROOT,
        "%s  accuracy %.4f ± %.4f  AUC %.4f ± %.4f  n %d",
        who,
        values.get(prefix + "accuracy"),
        values.get(prefix + "accuracy-stderr"),
        values.get(prefix + "auc"),
        values.get(prefix + "auc-stderr"),
        n);
  }
}
