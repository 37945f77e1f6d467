package dev.nightshift.eval.metric;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The metrics that task files can name. Other packages add theirs with {@link #with}.
 *
 * @param factories name to factory, in the order of listing
 */
public record MetricRegistry(Map<String, MetricFactory> factories) {

  public MetricRegistry {
    factories = Collections.unmodifiableMap(new LinkedHashMap<>(factories));
  }

  /** This registry and one metric more. */
  public MetricRegistry with(String name, MetricFactory factory) {
    Map<String, MetricFactory> more = new LinkedHashMap<>(factories);
    if (more.putIfAbsent(name, factory) != null) {
      throw new IllegalArgumentException("metric '" + name + "' is there already");
    }
    return new MetricRegistry(more);
  }

  /** The factory of that name. */
  public Optional<MetricFactory> find(String name) {
    return Optional.ofNullable(factories.get(name));
  }

  /** All names. */
  public List<String> names() {
    return List.copyOf(factories.keySet());
  }
}
