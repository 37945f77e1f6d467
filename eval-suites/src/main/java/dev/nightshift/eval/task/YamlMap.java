package dev.nightshift.eval.task;

import dev.nightshift.schema.error.Faults;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A mapping of a YAML file that knows where each of its keys stands. Reading notes faults and goes
 * on, so that all faults of a file are told at once; {@link #done()} notes the keys nobody asked
 * for.
 */
final class YamlMap {

  private final String file;
  private final String path;
  private final int line;
  private final Map<String, Node> values = new LinkedHashMap<>();
  private final Map<String, Node> unread = new LinkedHashMap<>();
  private final List<String> asked = new ArrayList<>();
  private final Faults faults;

  private YamlMap(String file, String path, MappingNode node, Faults faults) {
    this.file = file;
    this.path = path;
    this.line = line(node);
    this.faults = faults;
    for (NodeTuple tuple : node.getValue()) {
      Node key = tuple.getKeyNode();
      if (!(key instanceof ScalarNode scalar)) {
        faults.add("a key is not a text", file + ":" + line(key), "Write it as a plain word.");
      } else if (values.put(scalar.getValue(), tuple.getValueNode()) != null) {
        faults.add(
            "key '" + name(scalar.getValue()) + "' stands twice", file + ":" + line(key), "");
      }
    }
    unread.putAll(values);
  }

  /** Reads a file's text; empty, with faults noted, where it is no mapping. */
  static Optional<YamlMap> parse(String file, String text, Faults faults) {
    try {
      Optional<Node> root =
          new Compose(LoadSettings.builder().setLabel(file).build()).composeString(text);
      if (root.isPresent() && root.get() instanceof MappingNode mapping) {
        refuseTags(file, mapping, faults);
        return Optional.of(new YamlMap(file, "", mapping, faults));
      }
      faults.add("the file holds no mapping of keys to values", file, "");
    } catch (MarkedYamlEngineException e) {
      int at = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
      faults.add("not YAML: " + e.getProblem(), file + ":" + at, "");
    } catch (YamlEngineException e) {
      faults.add("not YAML: " + e.getMessage(), file, "");
    }
    return Optional.empty();
  }

  /** Tags of other tools, such as {@code !function}, would be read as plain text. */
  private static void refuseTags(String file, Node node, Faults faults) {
    String tag = node.getTag().getValue();
    if (tag.startsWith("!")) {
      faults.add(
          "tag '" + tag + "' is not supported",
          file + ":" + line(node),
          tag.equals("!function")
              ? "Tasks that need code are written in Java, beside the built-in ones."
              : "Leave the tag out.");
    }
    if (node instanceof MappingNode mapping) {
      mapping.getValue().forEach(tuple -> refuseTags(file, tuple.getValueNode(), faults));
    } else if (node instanceof SequenceNode sequence) {
      sequence.getValue().forEach(item -> refuseTags(file, item, faults));
    }
  }

  /** Where a key stands: file, line and key. */
  String where(String key) {
    Node node = values.get(key);
    return file + ":" + (node == null ? line : line(node)) + ": " + name(key);
  }

  /** Notes a fault at a key. */
  void fault(String key, String problem, String remedy) {
    faults.add(problem, where(key), remedy);
  }

  boolean has(String key) {
    return values.containsKey(key);
  }

  Optional<String> text(String key) {
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

  String requiredText(String key) {
    Optional<String> found = text(key);
    if (found.isEmpty() && !has(key)) {
      fault(key, "the key is missing", "");
    }
    return found.orElse("");
  }

  long integer(String key, long otherwise, long least) {
    Optional<String> found = text(key);
    if (found.isEmpty()) {
      return otherwise;
    }
    try {
      // Versions are written as 3.0 in the field.
      long value = Long.parseLong(found.get().replaceFirst("\\.0+$", ""));
      if (value >= least) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Told below, as a number that is too small is.
    }
    fault(key, "'" + found.get() + "' is not a whole number of at least " + least, "");
    return otherwise;
  }

  double number(String key, double otherwise) {
    Optional<String> found = text(key);
    try {
      return found.map(Double::parseDouble).orElse(otherwise);
    } catch (NumberFormatException e) {
      fault(key, "'" + found.orElse("") + "' is not a number", "");
      return otherwise;
    }
  }

  boolean flag(String key, boolean otherwise) {
    Node node = take(key);
    if (node == null) {
      return otherwise;
    }
    if (node instanceof ScalarNode scalar && Tag.BOOL.equals(node.getTag())) {
      return scalar.getValue().equalsIgnoreCase("true");
    }
    fault(key, "true or false is expected", "");
    return otherwise;
  }

  /** A list of texts; a single text is a list of one. */
  List<String> texts(String key) {
    Node node = take(key);
    List<String> found = new ArrayList<>();
    if (node instanceof SequenceNode sequence) {
      for (Node item : sequence.getValue()) {
        if (item instanceof ScalarNode scalar) {
          found.add(scalar.getValue());
        } else {
          faults.add("a text is expected", file + ":" + line(item) + ": " + name(key), "");
        }
      }
    } else if (node instanceof ScalarNode scalar) {
      found.add(scalar.getValue());
    } else if (node != null) {
      fault(key, "a list of texts is expected", "");
    }
    return found;
  }

  Optional<YamlMap> map(String key) {
    Node node = take(key);
    if (node instanceof MappingNode mapping) {
      return Optional.of(new YamlMap(file, name(key), mapping, faults));
    }
    if (node != null) {
      fault(key, "a mapping of keys to values is expected", "");
    }
    return Optional.empty();
  }

  List<YamlMap> maps(String key) {
    Node node = take(key);
    List<YamlMap> found = new ArrayList<>();
    if (node instanceof SequenceNode sequence) {
      int at = 0;
      for (Node item : sequence.getValue()) {
        String itemName = name(key) + "[" + at++ + "]";
        if (item instanceof MappingNode mapping) {
          found.add(new YamlMap(file, itemName, mapping, faults));
        } else {
          faults.add("a mapping is expected", file + ":" + line(item) + ": " + itemName, "");
        }
      }
    } else if (node != null) {
      fault(key, "a list is expected", "");
    }
    return found;
  }

  /** All keys with their texts. */
  Map<String, String> allTexts() {
    Map<String, String> all = new LinkedHashMap<>();
    List.copyOf(values.keySet()).forEach(key -> text(key).ifPresent(text -> all.put(key, text)));
    return all;
  }

  /** Notes every key that was not asked for. */
  void done() {
    for (String key : unread.keySet()) {
      fault(key, "unknown key", "The keys here are: " + String.join(", ", asked) + ".");
    }
  }

  private @Nullable Node take(String key) {
    asked.add(key);
    unread.remove(key);
    Node node = values.get(key);
    return node instanceof ScalarNode && Tag.NULL.equals(node.getTag()) ? null : node;
  }

  private String name(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  private static int line(Node node) {
    return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
  }
}
