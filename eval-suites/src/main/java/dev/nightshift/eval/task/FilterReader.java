package dev.nightshift.eval.task;

import dev.nightshift.eval.filter.FilterFunction;
import dev.nightshift.eval.filter.FilterPipeline;
import dev.nightshift.eval.filter.FilterSettings;
import dev.nightshift.eval.filter.ResponseFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.PatternSyntaxException;

/** Reads {@code filter_list}. */
final class FilterReader {

  private FilterReader() {}

  static List<FilterPipeline> filters(YamlMap yaml) {
    List<FilterPipeline> pipelines = new ArrayList<>();
    for (YamlMap map : yaml.maps("filter_list")) {
      String name = map.requiredText("name");
      List<ResponseFilter> steps = new ArrayList<>();
      for (YamlMap step : map.maps("filter")) {
        step(step).ifPresent(steps::add);
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

  private static Optional<ResponseFilter> step(YamlMap map) {
    String label = map.requiredText("function");
    Optional<FilterFunction> function = FilterFunction.find(label);
    if (function.isEmpty()) {
      if (!label.isEmpty()) {
        map.fault(
            "function",
            "'" + label + "' is no filter",
            "Filters are: " + String.join(", ", FilterFunction.labels()) + ".");
      }
      return Optional.empty();
    }
    List<String> takes = function.get().parameters();
    FilterSettings otherwise = FilterSettings.DEFAULT;
    FilterSettings settings =
        new FilterSettings(
            takes.contains("regex_pattern")
                ? map.text("regex_pattern").orElse(otherwise.pattern())
                : otherwise.pattern(),
            takes.contains("group_select")
                ? (int) map.integer("group_select", otherwise.groupSelect(), Integer.MIN_VALUE)
                : otherwise.groupSelect(),
            takes.contains("fallback")
                ? map.text("fallback").orElse(otherwise.fallback())
                : otherwise.fallback(),
            takes.contains("k") ? (int) map.integer("k", otherwise.k(), 1) : otherwise.k());
    map.done();
    try {
      return Optional.of(function.get().step(settings));
    } catch (PatternSyntaxException e) {
      map.fault("regex_pattern", "not a pattern: " + e.getDescription(), "");
      return Optional.empty();
    }
  }
}
