package dev.nightshift.eval.yaml;

import dev.nightshift.schema.error.Faults;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A mapping of a YAML file that knows where each of its keys stands. Reading notes faults and goes
 * on, so that all faults of a file are told at once; {@link #done()} notes the keys nobody asked
 * for. Keys may come from several files where one includes another.
 */
public final class YamlMap {

  // The words of YAML 1.1, which the harness' files are written in.
  private static final Set<String> YES = Set.of("true", "yes", "on");
  private static final Set<String> NO = Set.of("false", "no", "off");

  /** A value and the file it stands in. */
  private record Placed(String file, Node node) {}

  private final String file;
  private final String path;
  private final int line;
  private final Map<String, Placed> values = new LinkedHashMap<>();
  private final Map<String, Placed> unread = new LinkedHashMap<>();
  private final List<String> asked = new ArrayList<>();
  private final Faults faults;

  YamlMap(String file, String path, MappingNode node, Faults faults) {
    this.file = file;
    this.path = path;
    this.line = YamlFile.line(node);
    this.faults = faults;
    for (NodeTuple tuple : node.getValue()) {
      Node key = tuple.getKeyNode();
      if (!(key instanceof ScalarNode scalar)) {
        faults.add(
            "a key is not a text", file + ":" + YamlFile.line(key), "Write it as a plain word.");
      } else if (values.put(scalar.getValue(), new Placed(file, tuple.getValueNode())) != null) {
        faults.add(
            "key '" + name(scalar.getValue()) + "' stands twice",
            file + ":" + YamlFile.line(key),
            "");
      }
    }
    unread.putAll(values);
  }

  /** A mapping without keys that stands where another does. */
  public static YamlMap empty(YamlMap where) {
    return new YamlMap(where.file, where.path, where.line, where.faults);
  }

  private YamlMap(String file, String path, int line, Faults faults) {
    this.file = file;
    this.path = path;
    this.line = line;
    this.faults = faults;
  }

  /** This mapping, with the keys of another where this one lacks them. */
  public YamlMap over(YamlMap other) {
    other.values.forEach(
        (key, value) -> {
          if (values.putIfAbsent(key, value) == null) {
            unread.put(key, value);
          }
        });
    return this;
  }

  /** Takes a key away, as if it had never been there. */
  public void drop(String key) {
    values.remove(key);
    unread.remove(key);
  }

  /** The file that the mapping stands in. */
  public String file() {
    return file;
  }

  /** All faults noted through this mapping go here. */
  public Faults faults() {
    return faults;
  }

  /** The keys, in the order in which they stand. */
  public Collection<String> keys() {
    return List.copyOf(values.keySet());
  }

  /** Where a key stands: file, line and key. */
  public String where(String key) {
    Placed placed = values.get(key);
    return placed == null
        ? file + ":" + line + ": " + name(key)
        : placed.file() + ":" + YamlFile.line(placed.node()) + ": " + name(key);
  }

  /** Notes a fault at a key. */
  public void fault(String key, String problem, String remedy) {
    faults.add(problem, where(key), remedy);
  }

  /** Whether the key is there, be its value null. */
  public boolean has(String key) {
    return values.containsKey(key);
  }

  /** Whether the key holds a mapping. */
  public boolean isMap(String key) {
    Placed placed = values.get(key);
    return placed != null && placed.node() instanceof MappingNode;
  }

  /** Whether the key holds a list. */
  public boolean isList(String key) {
    Placed placed = values.get(key);
    return placed != null && placed.node() instanceof SequenceNode;
  }

  /** A scalar as it is written; empty where the key is missing or null. */
  public Optional<String> text(String key) {
    Node node = take(key);
    if (node == null) {
      return Optional.empty();
    }
    if (node instanceof ScalarNode scalar) {
      return Optional.of(scalar.getValue());
    }
    fault(key, "a text is expected", "");
    return Optional.empty();
  }

  /** A scalar; a missing key is a fault and gives an empty text. */
  public String requiredText(String key) {
    Optional<String> found = text(key);
    if (found.isEmpty() && !has(key)) {
      fault(key, "the key is missing", "");
    }
    return found.orElse("");
  }

  /** A whole number of at least {@code least}. */
  public long integer(String key, long otherwise, long least) {
    Optional<String> found = text(key);
    if (found.isEmpty()) {
      return otherwise;
    }
    try {
      // Versions are written as 3.0 in the field.
      String written = found.get();
      String whole = written.matches("-?[0-9]+\\.0+") ? written.split("\\.")[0] : written;
      long value = Long.parseLong(whole);
      if (value >= least) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Told below, as a number that is too small is.
    }
    fault(key, "'" + found.get() + "' is not a whole number of at least " + least, "");
    return otherwise;
  }

  /** A number. */
  public double number(String key, double otherwise) {
    Optional<String> found = text(key);
    try {
      return found.map(Double::parseDouble).orElse(otherwise);
    } catch (NumberFormatException e) {
      fault(key, "'" + found.orElse("") + "' is not a number", "");
      return otherwise;
    }
  }

  /** True or false. */
  public boolean flag(String key, boolean otherwise) {
    Node node = take(key);
    if (node == null) {
      return otherwise;
    }
    if (node instanceof ScalarNode scalar && scalar.isPlain()) {
      String word = scalar.getValue().toLowerCase(Locale.ROOT);
      if (YES.contains(word) || NO.contains(word)) {
        return YES.contains(word);
      }
    }
    fault(key, "true or false is expected", "");
    return otherwise;
  }

  /** A list of texts; a single text is a list of one. */
  public List<String> texts(String key) {
    Node node = take(key);
    List<String> found = new ArrayList<>();
    if (node instanceof SequenceNode sequence) {
      for (Node item : sequence.getValue()) {
        if (item instanceof ScalarNode scalar) {
          found.add(scalar.getValue());
        } else {
          faults.add("a text is expected", place(key, item) + ": " + name(key), "");
        }
      }
    } else if (node instanceof ScalarNode scalar) {
      found.add(scalar.getValue());
    } else if (node != null) {
      fault(key, "a list of texts is expected", "");
    }
    return found;
  }

  /** A mapping; empty where the key is missing or null. */
  public Optional<YamlMap> map(String key) {
    Node node = take(key);
    if (node instanceof MappingNode mapping) {
      return Optional.of(new YamlMap(fileOf(key), name(key), mapping, faults));
    }
    if (node != null) {
      fault(key, "a mapping of keys to values is expected", "");
    }
    return Optional.empty();
  }

  /** A list of mappings; a single mapping is a list of one. */
  public List<YamlMap> maps(String key) {
    List<YamlMap> found = new ArrayList<>();
    for (Object element : elements(key)) {
      if (element instanceof YamlMap map) {
        found.add(map);
      } else {
        fault(key, "a list of mappings is expected, not the text '" + element + "'", "");
      }
    }
    return found;
  }

  /** A list of texts and mappings: {@link String} or {@link YamlMap}. */
  public List<Object> elements(String key) {
    Node node = take(key);
    List<Object> found = new ArrayList<>();
    List<Node> nodes =
        node instanceof SequenceNode sequence
            ? sequence.getValue()
            : node == null ? List.of() : List.of(node);
    int at = 0;
    for (Node item : nodes) {
      String itemName = node instanceof SequenceNode ? name(key) + "[" + at++ + "]" : name(key);
      if (item instanceof MappingNode mapping) {
        found.add(new YamlMap(fileOf(key), itemName, mapping, faults));
      } else if (item instanceof ScalarNode scalar) {
        found.add(scalar.getValue());
      } else {
        faults.add("a text or a mapping is expected", place(key, item) + ": " + itemName, "");
      }
    }
    return found;
  }

  /**
   * Any value: null, {@link Boolean}, {@link Long}, {@link Double}, {@link String}, {@link List} or
   * {@link Map} with texts as keys.
   */
  public @Nullable Object value(String key) {
    Node node = take(key);
    return node == null ? null : YamlFile.plain(node);
  }

  /** All keys with their values, written out: equal for equal values. */
  public String written() {
    StringBuilder out = new StringBuilder();
    values.forEach(
        (key, placed) ->
            out.append(key).append('=').append(YamlFile.plain(placed.node())).append('\n'));
    return out.toString();
  }

  /** All keys with their texts. */
  public Map<String, String> allTexts() {
    Map<String, String> all = new LinkedHashMap<>();
    keys().forEach(key -> text(key).ifPresent(text -> all.put(key, text)));
    return all;
  }

  /** Marks all keys as read. */
  public void ignoreRest() {
    unread.clear();
  }

  /** Notes every key that was not asked for. */
  public void done() {
    for (String key : unread.keySet()) {
      fault(key, "unknown key", "The keys here are: " + String.join(", ", asked) + ".");
    }
  }

  private @Nullable Node take(String key) {
    if (!asked.contains(key)) {
      asked.add(key);
    }
    unread.remove(key);
    Placed placed = values.get(key);
    return placed == null || Tag.NULL.equals(placed.node().getTag()) ? null : placed.node();
  }

  private String fileOf(String key) {
    Placed placed = values.get(key);
    return placed == null ? file : placed.file();
  }

  private String place(String key, Node node) {
    return fileOf(key) + ":" + YamlFile.line(node);
  }

  private String name(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }
}
