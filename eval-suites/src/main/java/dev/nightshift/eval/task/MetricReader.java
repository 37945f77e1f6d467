package dev.nightshift.eval.task;

import dev.nightshift.eval.metric.Accuracy;
import dev.nightshift.eval.metric.AnswerMetric;
import dev.nightshift.eval.metric.ExactMatch;
import dev.nightshift.eval.metric.MathEquivalence;
import dev.nightshift.eval.yaml.YamlMap;
import dev.nightshift.schema.error.Nearest;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/** Reads {@code metric_list}. */
final class MetricReader {

  private static final List<String> NAMES =
      Stream.concat(Stream.of(ExactMatch.NAME, Accuracy.NAME), MathEquivalence.NAMES.stream())
          .toList();

  private MetricReader() {}

  static List<AnswerMetric> metrics(YamlMap yaml) {
    List<AnswerMetric> metrics = new ArrayList<>();
    List<YamlMap> list = yaml.maps("metric_list");
    for (YamlMap map : list) {
      String name = map.requiredText("metric");
      if (!map.text("aggregation").orElse("mean").equals("mean")) {
        map.fault("aggregation", "only the mean is supported", "Use mean.");
      }
      if (!map.flag("higher_is_better", true)) {
        map.fault("higher_is_better", "more is better for " + name, "Set it to true.");
      }
      switch (name) {
        case ExactMatch.NAME ->
            metrics.add(
                new ExactMatch(
                    map.flag("ignore_case", false),
                    map.flag("ignore_punctuation", false),
                    map.flag("ignore_numbers", false),
                    patterns(map)));
        case Accuracy.NAME -> metrics.add(new Accuracy());
        default -> {
          if (MathEquivalence.NAMES.contains(name)) {
            metrics.add(new MathEquivalence(name));
          } else {
            map.fault(
                "metric", "'" + name + "' is no metric", Nearest.remedy(name, "metrics", NAMES));
          }
        }
      }
      map.done();
    }
    if (list.isEmpty()) {
      yaml.fault("metric_list", "a task needs at least one metric", "");
    }
    return metrics;
  }

  private static List<Pattern> patterns(YamlMap map) {
    List<Pattern> patterns = new ArrayList<>();
    for (String text : map.texts("regexes_to_ignore")) {
      try {
        patterns.add(Pattern.compile(text));
      } catch (PatternSyntaxException e) {
        map.fault("regexes_to_ignore", "'" + text + "' is no pattern: " + e.getDescription(), "");
      }
    }
    return patterns;
  }
}
