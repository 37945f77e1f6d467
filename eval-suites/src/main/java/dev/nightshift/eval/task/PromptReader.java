package dev.nightshift.eval.task;

import dev.nightshift.eval.yaml.YamlMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads {@code doc_to_text} and its like, and {@code fewshot_config}. */
final class PromptReader {

  private static final DocExpression NOTHING = DocExpression.Written.of("");

  private PromptReader() {}

  /** The prompts of the task itself. */
  static Prompts prompts(YamlMap yaml, boolean needsText, boolean needsChoice) {
    Optional<DocExpression> text = expression(yaml, "doc_to_text");
    Optional<DocExpression> target = expression(yaml, "doc_to_target");
    Optional<DocExpression> choice = expression(yaml, "doc_to_choice");
    if (target.isEmpty() && !yaml.has("doc_to_target")) {
      yaml.fault("doc_to_target", "the key is missing", "");
    }
    if (needsText && text.isEmpty() && !yaml.has("doc_to_text")) {
      yaml.fault("doc_to_text", "the key is missing", "");
    }
    if (needsChoice && choice.isEmpty()) {
      yaml.fault("doc_to_choice", "a multiple choice needs choices", "");
    }
    return new Prompts(
        text.orElse(NOTHING),
        target.orElse(NOTHING),
        choice.orElse(null),
        yaml.text("target_delimiter").orElse(" "),
        yaml.text("fewshot_delimiter").orElse("\n\n"),
        expression(yaml, "gen_prefix").orElse(null));
  }

  static FewshotPlan fewshot(YamlMap yaml, Prompts prompts) {
    int count = (int) yaml.integer("num_fewshot", 0, 0);
    Optional<YamlMap> config = yaml.map("fewshot_config");
    if (config.isEmpty()) {
      return new FewshotPlan(count, FewshotPlan.Sampler.DEFAULT, List.of(), List.of(), prompts);
    }
    YamlMap map = config.get();
    String name = map.text("sampler").orElse("default");
    FewshotPlan.Sampler sampler =
        name.equals("first_n") ? FewshotPlan.Sampler.FIRST_N : FewshotPlan.Sampler.DEFAULT;
    if (!name.equals("default") && !name.equals("first_n")) {
      map.fault("sampler", "'" + name + "' is no sampler", "Use default or first_n.");
    }
    List<Integer> indices = new ArrayList<>();
    for (String index : map.texts("fewshot_indices")) {
      if (index.matches("[0-9]{1,9}")) {
        indices.add(Integer.valueOf(index));
      } else {
        map.fault("fewshot_indices", "'" + index + "' is no index", "Give whole numbers from 0.");
      }
    }
    Prompts own =
        new Prompts(
            expression(map, "doc_to_text").orElse(prompts.text()),
            expression(map, "doc_to_target").orElse(prompts.target()),
            expression(map, "doc_to_choice").orElse(prompts.choice()),
            map.text("target_delimiter").orElse(prompts.targetDelimiter()),
            map.text("fewshot_delimiter").orElse(prompts.fewshotDelimiter()),
            expression(map, "gen_prefix").orElse(prompts.genPrefix()));
    FewshotPlan plan = new FewshotPlan(count, sampler, samples(map), indices, own);
    map.done();
    return plan;
  }

  private static List<Map<String, @Nullable Object>> samples(YamlMap map) {
    List<Map<String, @Nullable Object>> samples = new ArrayList<>();
    if (map.value("samples") instanceof List<?> list) {
      for (Object each : list) {
        if (each instanceof Map<?, ?> fields) {
          Map<String, @Nullable Object> sample = new java.util.LinkedHashMap<>();
          fields.forEach((key, value) -> sample.put(String.valueOf(key), value));
          samples.add(sample);
        } else {
          map.fault("samples", "a list of mappings is expected", "");
        }
      }
    } else if (map.value("samples") != null) {
      map.fault("samples", "a list of mappings is expected", "");
    }
    return samples;
  }

  /** A template, a field's name, a whole number, a list, or a mapping whose values are a list. */
  static Optional<DocExpression> expression(YamlMap map, String key) {
    Object value = map.value(key);
    if (value instanceof List<?> list) {
      return Optional.of(new DocExpression.Fixed(List.copyOf(list)));
    }
    if (value instanceof Map<?, ?> choices) {
      return Optional.of(new DocExpression.Fixed(List.copyOf(choices.values())));
    }
    if (value instanceof Long index) {
      return Optional.of(new DocExpression.Fixed(index));
    }
    if (value == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(DocExpression.Written.of(value.toString()));
    } catch (IllegalArgumentException e) {
      map.fault(key, "not a template: " + e.getMessage(), "");
      return Optional.empty();
    }
  }
}
