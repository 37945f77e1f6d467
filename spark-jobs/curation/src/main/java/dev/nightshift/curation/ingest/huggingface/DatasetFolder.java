package dev.nightshift.curation.ingest.huggingface;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A folder in the layout of Hugging Face data sets. It is recognised by
 *
 * <ul>
 *   <li>{@code state.json} and {@code dataset_info.json}, or {@code dataset_dict.json} with a
 *       folder for each split: what {@code save_to_disk} writes;
 *   <li>a {@code README.md} whose YAML has {@code configs} or {@code dataset_info};
 *   <li>{@code dataset_infos.json};
 *   <li>files named {@code data/train-00000-of-00002.parquet}.
 * </ul>
 *
 * <p>Where the README names no files, a split is what their paths say between separators: {@code
 * train}, {@code validation} ({@code valid}, {@code val}, {@code dev}) or {@code test} ({@code
 * eval}); files that say nothing are of the split {@code train}.
 *
 * @param licence the licence that it states; null where it states none
 * @param files its data files, in the order of their paths
 */
public record DatasetFolder(@Nullable String licence, List<DataFile> files) {

  /** The configuration of data sets that name none. */
  public static final String DEFAULT_CONFIG = "default";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String README = "README.md";
  private static final Set<String> DATA =
      Set.of("parquet", "arrow", "jsonl", "ndjson", "json", "csv", "tsv", "txt");
  private static final List<String> PACKED = List.of(".gz", ".zst");
  private static final Set<String> NO_DATA =
      Set.of("dataset_infos.json", "dataset_info.json", "dataset_dict.json", "state.json");
  private static final Map<String, String> KEYWORDS =
      Map.ofEntries(
          Map.entry("train", "train"),
          Map.entry("training", "train"),
          Map.entry("validation", "validation"),
          Map.entry("valid", "validation"),
          Map.entry("val", "validation"),
          Map.entry("dev", "validation"),
          Map.entry("test", "test"),
          Map.entry("testing", "test"),
          Map.entry("eval", "test"),
          Map.entry("evaluation", "test"));

  public DatasetFolder {
    files = List.copyOf(files);
  }

  /**
   * Recognises a folder.
   *
   * @param paths the paths of its files below it
   * @param text gives the text of a small file; null where it cannot be read
   * @return empty where the folder is no data set
   */
  public static Optional<DatasetFolder> recognise(
      List<String> paths, Function<String, @Nullable String> text) {
    Set<String> all = new TreeSet<>(paths);
    if (all.contains("state.json") || all.contains("dataset_dict.json")) {
      return Optional.of(savedToDisk(all, text));
    }
    String readme = all.contains(README) ? text.apply(README) : null;
    DatasetCard card = DatasetCard.of(readme == null ? "" : readme);
    if (!card.described()
        && !all.contains("dataset_infos.json")
        && all.stream().noneMatch(DatasetFolder::isShard)) {
      return Optional.empty();
    }
    String licence = card.licence();
    if (licence == null && all.contains("dataset_infos.json")) {
      licence = firstLicence(json(text.apply("dataset_infos.json")));
    }
    List<DataFile> files = new ArrayList<>();
    Map<String, Map<String, List<String>>> configs = card.configs();
    for (String path : all) {
      if (!isData(path)) {
        continue;
      }
      if (configs.values().stream().allMatch(Map::isEmpty)) {
        String config = configs.size() == 1 ? configs.keySet().iterator().next() : DEFAULT_CONFIG;
        files.add(new DataFile(path, config, splitOf(path)));
      } else {
        named(path, configs, files);
      }
    }
    return Optional.of(new DatasetFolder(licence, files));
  }

  private static void named(
      String path, Map<String, Map<String, List<String>>> configs, List<DataFile> files) {
    for (Map.Entry<String, Map<String, List<String>>> config : configs.entrySet()) {
      for (Map.Entry<String, List<String>> split : config.getValue().entrySet()) {
        if (split.getValue().stream().anyMatch(p -> new PathPattern(p).matches(path))) {
          files.add(new DataFile(path, config.getKey(), split.getKey()));
          break;
        }
      }
    }
  }

  private static DatasetFolder savedToDisk(
      Set<String> all, Function<String, @Nullable String> text) {
    Map<String, String> folders = new LinkedHashMap<>();
    if (all.contains("dataset_dict.json")) {
      for (JsonNode split : json(text.apply("dataset_dict.json")).path("splits")) {
        folders.put(split.asText() + "/", split.asText());
      }
    } else {
      folders.put("", "");
    }
    String licence = null;
    List<DataFile> files = new ArrayList<>();
    for (Map.Entry<String, String> folder : folders.entrySet()) {
      JsonNode state = json(text.apply(folder.getKey() + "state.json"));
      JsonNode info = json(text.apply(folder.getKey() + "dataset_info.json"));
      String split = folder.getValue();
      if (split.isEmpty()) {
        split = state.path("_split").asText("").isBlank() ? "train" : state.path("_split").asText();
      }
      for (JsonNode file : state.path("_data_files")) {
        String path = folder.getKey() + file.path("filename").asText();
        if (all.contains(path)) {
          files.add(new DataFile(path, info.path("config_name").asText(DEFAULT_CONFIG), split));
        }
      }
      licence = licence == null ? blankToNull(info.path("license").asText("")) : licence;
    }
    return new DatasetFolder(licence, files);
  }

  private static @Nullable String firstLicence(JsonNode infos) {
    for (JsonNode info : infos) {
      String licence = blankToNull(info.path("license").asText(""));
      if (licence != null) {
        return licence;
      }
    }
    return null;
  }

  private static @Nullable String blankToNull(String text) {
    return text.isBlank() ? null : text;
  }

  private static JsonNode json(@Nullable String text) {
    try {
      return text == null ? JSON.createObjectNode() : JSON.readTree(text);
    } catch (JsonProcessingException e) {
      return JSON.createObjectNode();
    }
  }

  private static boolean isData(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    String plain = name;
    for (String packed : PACKED) {
      plain = plain.endsWith(packed) ? plain.substring(0, plain.length() - packed.length()) : plain;
    }
    return !NO_DATA.contains(name)
        && plain.indexOf('.') >= 0
        && DATA.contains(plain.substring(plain.lastIndexOf('.') + 1));
  }

  /** Whether a path is {@code data/SPLIT-00000-of-00001.EXTENSION}. */
  private static boolean isShard(String path) {
    return path.startsWith("data/") && shardSplit(path) != null && isData(path);
  }

  private static @Nullable String shardSplit(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    int of = name.indexOf("-of-");
    if (of < 7 || name.length() < of + 9 || name.charAt(of - 6) != '-') {
      return null;
    }
    for (int i = 0; i < 5; i++) {
      if (!Character.isDigit(name.charAt(of - 5 + i))
          || !Character.isDigit(name.charAt(of + 4 + i))) {
        return null;
      }
    }
    return name.substring(0, of - 6);
  }

  /** The split that a path tells, the file's name before its folders. */
  static String splitOf(String path) {
    String shard = shardSplit(path);
    if (shard != null) {
      return KEYWORDS.getOrDefault(shard, shard);
    }
    String[] parts = path.split("/");
    for (int i = parts.length - 1; i >= 0; i--) {
      for (String word : parts[i].toLowerCase(Locale.ROOT).split("[-._ 0-9]", -1)) {
        String split = KEYWORDS.get(word);
        if (split != null) {
          return split;
        }
      }
    }
    return "train";
  }
}
