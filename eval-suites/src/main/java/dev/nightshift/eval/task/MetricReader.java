package dev.nightshift.eval.task;

import dev.nightshift.eval.metric.Aggregation;
import dev.nightshift.eval.metric.Aggregations;
import dev.nightshift.eval.metric.ItemMetric;
import dev.nightshift.eval.metric.MetricFactory;
import dev.nightshift.eval.metric.MetricRegistry;
import dev.nightshift.eval.request.RequestKind;
import dev.nightshift.eval.yaml.YamlMap;
import dev.nightshift.schema.error.Nearest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads {@code metric_list}. */
final class MetricReader {

  /** What lm-evaluation-harness takes where a task file lists no metric. */
  private static final Map<RequestKind, List<String>> DEFAULTS =
      Map.of(
          RequestKind.MULTIPLE_CHOICE, List.of("acc", "acc_norm"),
          RequestKind.LOGLIKELIHOOD, List.of("perplexity", "acc"),
          RequestKind.LOGLIKELIHOOD_ROLLING,
              List.of("word_perplexity", "byte_perplexity", "bits_per_byte"),
          RequestKind.GENERATE_UNTIL, List.of("exact_match"));

  private MetricReader() {}

  static List<TaskMetric> metrics(
      YamlMap yaml, Optional<RequestKind> kind, MetricRegistry registry) {
    List<TaskMetric> metrics = new ArrayList<>();
    List<YamlMap> list = yaml.maps("metric_list");
    for (YamlMap map : list) {
      String name = map.requiredText("metric");
      Optional<MetricFactory> factory = registry.find(name);
      if (factory.isEmpty()) {
        map.fault(
            "metric",
            "'" + name + "' is no metric",
            Nearest.remedy(name, "metrics", registry.names()));
        map.ignoreRest();
        continue;
      }
      map.flag("hf_evaluate", false);
      // Says something of a group only; the harness takes it in a task and does nothing with it.
      map.flag("weight_by_size", true);
      ItemMetric metric = factory.get().create(name, map);
      Aggregation aggregation = aggregation(map).orElse(metric.aggregation());
      boolean higher = map.flag("higher_is_better", metric.higherIsBetter());
      map.done();
      if (kind.isPresent() && !metric.kinds().contains(kind.get())) {
        map.fault("metric", "'" + name + "' does not score " + kind.get().label(), "");
      }
      if (metrics.stream().anyMatch(m -> m.metric().name().equals(name))) {
        map.fault("metric", "metric '" + name + "' stands twice", "");
      }
      metrics.add(new TaskMetric(metric, aggregation, higher));
    }
    if (list.isEmpty() && yaml.has("metric_list")) {
      yaml.fault("metric_list", "a task needs at least one metric", "");
    } else if (list.isEmpty() && kind.isPresent()) {
      for (String name : DEFAULTS.getOrDefault(kind.get(), List.of())) {
        registry
            .find(name)
            .map(factory -> factory.create(name, yaml))
            .ifPresent(m -> metrics.add(new TaskMetric(m, m.aggregation(), m.higherIsBetter())));
      }
    }
    return metrics;
  }

  private static Optional<Aggregation> aggregation(YamlMap map) {
    Optional<String> name = map.text("aggregation");
    if (name.isEmpty()) {
      return Optional.empty();
    }
    Optional<Aggregation> found = Aggregations.find(name.get());
    if (found.isEmpty()) {
      map.fault(
          "aggregation",
          "'" + name.get() + "' is no aggregation",
          Nearest.remedy(name.get(), "aggregations", Aggregations.names()));
    }
    return found;
  }
}
