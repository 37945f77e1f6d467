package dev.nightshift.curation.ingest.huggingface;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * What the YAML at the head of a data set's README says: the licence, and the files of each
 * configuration and split.
 *
 * @param licence the licences, joined by commas; null where it names none
 * @param configs name of a configuration to name of a split to patterns of paths; empty where the
 *     files' names tell them
 * @param described whether it describes a data set: its features, its configurations
 */
record DatasetCard(
    @Nullable String licence, Map<String, Map<String, List<String>>> configs, boolean described) {

  private static final String FENCE = "---";

  /** What the README says; nothing where it has no YAML or one that does not read. */
  static DatasetCard of(String readme) {
    DatasetCard none = new DatasetCard(null, Map.of(), false);
    String text = readme.startsWith("\uFEFF") ? readme.substring(1) : readme;
    int end = text.startsWith(FENCE) ? text.indexOf("\n" + FENCE, FENCE.length()) : -1;
    if (end < 0) {
      return none;
    }
    try {
      Object yaml =
          new Load(LoadSettings.builder().build())
              .loadFromString(text.substring(FENCE.length(), end));
      if (!(yaml instanceof Map<?, ?> card)) {
        return none;
      }
      String licence = joined(card.get("license"));
      Map<String, Map<String, List<String>>> configs = new LinkedHashMap<>();
      if (card.get("configs") instanceof List<?> list) {
        for (Object each : list) {
          if (each instanceof Map<?, ?> config) {
            add(config, configs);
          }
        }
      }
      return new DatasetCard(
          licence, configs, card.containsKey("configs") || card.containsKey("dataset_info"));
    } catch (YamlEngineException e) {
      return none;
    }
  }

  private static void add(Map<?, ?> config, Map<String, Map<String, List<String>>> configs) {
    Object named = config.get("config_name");
    String folder = config.get("data_dir") instanceof String dir ? dir + "/" : "";
    Map<String, List<String>> splits = new LinkedHashMap<>();
    Object files = config.get("data_files");
    if (files instanceof List<?> list && !list.isEmpty() && list.get(0) instanceof Map) {
      for (Object each : list) {
        if (each instanceof Map<?, ?> entry) {
          splits
              .computeIfAbsent(String.valueOf(entry.get("split")), k -> new ArrayList<>())
              .addAll(patterns(entry.get("path"), folder));
        }
      }
    } else if (files instanceof Map<?, ?> map) {
      map.forEach((split, paths) -> splits.put(String.valueOf(split), patterns(paths, folder)));
    } else if (files != null) {
      splits.put("train", patterns(files, folder));
    } else if (!folder.isEmpty()) {
      splits.put("train", List.of(folder + "**"));
    }
    configs.put(named == null ? DatasetFolder.DEFAULT_CONFIG : String.valueOf(named), splits);
  }

  private static List<String> patterns(@Nullable Object paths, String folder) {
    List<?> list = paths instanceof List<?> several ? several : List.of(String.valueOf(paths));
    return list.stream().map(path -> folder + path).toList();
  }

  /** A text, or a list of them. */
  static @Nullable String joined(@Nullable Object value) {
    if (value instanceof List<?> list) {
      return list.isEmpty() ? null : String.join(", ", list.stream().map(String::valueOf).toList());
    }
    return value == null || String.valueOf(value).isBlank() ? null : String.valueOf(value);
  }
}
