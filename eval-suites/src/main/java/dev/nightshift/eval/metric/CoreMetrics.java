package dev.nightshift.eval.metric;

import dev.nightshift.eval.filter.CoreFilters;
import dev.nightshift.eval.yaml.YamlMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** The metrics of lm-evaluation-harness that need no other library, and the verifier's. */
public final class CoreMetrics {

  private CoreMetrics() {}

  /** All of them. */
  public static MetricRegistry registry() {
    Map<String, MetricFactory> metrics = new LinkedHashMap<>();
    metrics.put(ExactMatch.NAME, (name, map) -> exactMatch(map));
    for (Accuracy.Rule rule : Accuracy.Rule.values()) {
      metrics.put(rule.label(), (name, map) -> new Accuracy(rule));
    }
    metrics.put("f1", (name, map) -> new ChosenClass(name, Aggregations.F1));
    metrics.put("mcc", (name, map) -> new ChosenClass(name, Aggregations.MATTHEWS));
    metrics.put("brier_score", (name, map) -> new BrierScore());
    metrics.put("perplexity", (name, map) -> new TargetPerplexity());
    for (String each : TextPerplexity.NAMES) {
      metrics.put(each, (name, map) -> new TextPerplexity(name, map.text("counted").orElse("")));
    }
    for (String each : MathEquivalence.NAMES) {
      metrics.put(each, (name, map) -> new MathEquivalence(name));
    }
    return new MetricRegistry(metrics);
  }

  private static ExactMatch exactMatch(YamlMap map) {
    return new ExactMatch(
        map.flag("ignore_case", false),
        map.flag("ignore_punctuation", false),
        map.flag("ignore_numbers", false),
        map.texts("regexes_to_ignore").stream()
            .map(source -> CoreFilters.pattern(map, "regexes_to_ignore", source))
            .toList());
  }
}
