package dev.nightshift.eval.task;

import dev.nightshift.eval.filter.FilterFactory;
import dev.nightshift.eval.filter.FilterPipeline;
import dev.nightshift.eval.filter.FilterRegistry;
import dev.nightshift.eval.filter.ResponseFilter;
import dev.nightshift.eval.yaml.YamlMap;
import dev.nightshift.schema.error.Nearest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads {@code filter_list}. */
final class FilterReader {

  private FilterReader() {}

  static List<FilterPipeline> filters(YamlMap yaml, FilterRegistry registry) {
    List<FilterPipeline> pipelines = new ArrayList<>();
    for (YamlMap map : yaml.maps("filter_list")) {
      String name = map.requiredText("name");
      List<ResponseFilter> steps = new ArrayList<>();
      for (YamlMap step : map.maps("filter")) {
        step(step, registry).ifPresent(steps::add);
      }
      map.done();
      if (pipelines.stream().anyMatch(p -> p.name().equals(name))) {
        map.fault("name", "filter '" + name + "' stands twice", "");
      } else if (!name.isBlank()) {
        pipelines.add(new FilterPipeline(name, steps));
      }
    }
    return pipelines.isEmpty() ? List.of(FilterPipeline.none()) : pipelines;
  }

  private static Optional<ResponseFilter> step(YamlMap map, FilterRegistry registry) {
    String name = map.requiredText("function");
    Optional<FilterFactory> factory = registry.find(name);
    if (factory.isEmpty()) {
      if (!name.isEmpty()) {
        map.fault(
            "function",
            "'" + name + "' is no filter",
            Nearest.remedy(name, "filters", registry.names()));
      }
      return Optional.empty();
    }
    ResponseFilter step = factory.get().create(map);
    map.done();
    return Optional.of(step);
  }
}
