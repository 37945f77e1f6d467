package dev.nightshift.pipelines.spec;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the layers above a pipeline's file say, merged: for each path the value of the highest layer
 * that has one.
 *
 * @param general {@code lake}, {@code master} and {@code seed}
 * @param parameters parameter to value
 * @param options step to option to value
 */
public record Configuration(
    Map<String, Setting> general,
    Map<String, Setting> parameters,
    Map<String, Map<String, Setting>> options) {

  public Configuration {
    general = copy(general);
    parameters = copy(parameters);
    Map<String, Map<String, Setting>> steps = new LinkedHashMap<>();
    options.forEach((step, values) -> steps.put(step, copy(values)));
    options = Collections.unmodifiableMap(steps);
  }

  /** No layers at all. */
  public static Configuration empty() {
    return new Configuration(Map.of(), Map.of(), Map.of());
  }

  /** The folder of the lake; {@code lake} where nothing says otherwise. */
  public String lake() {
    return find("lake").orElse("lake");
  }

  /** The Spark master, if a layer names one. */
  public Optional<String> master() {
    return find("master");
  }

  /** The seed: of the highest layer, else of the pipeline, else 0. */
  public long seed(PipelineSpec spec) {
    Setting fallback = spec.seed();
    return Long.parseLong(find("seed").orElse(fallback == null ? "0" : fallback.text()));
  }

  private Optional<String> find(String key) {
    return Optional.ofNullable(general.get(key)).map(Setting::text);
  }

  private static Map<String, Setting> copy(Map<String, Setting> values) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }
}
