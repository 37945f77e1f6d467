package dev.nightshift.eval.yaml;

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

/** Reads the text of a YAML file into a {@link YamlMap}. */
public final class YamlFile {

  private static final int DEEPEST = 50;
  private static final int MOST_NODES = 500_000;

  private YamlFile() {}

  /** Reads a file's text; empty, with faults noted, where it is no mapping. */
  public static Optional<YamlMap> parse(String file, String text, Faults faults) {
    try {
      Optional<Node> root =
          new Compose(LoadSettings.builder().setLabel(file).build()).composeString(text);
      if (root.isPresent() && !isBounded(root.get(), 0, new int[1])) {
        faults.add("the file is nested too deeply, or repeats itself through aliases", file, "");
        return Optional.empty();
      }
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
    } catch (StackOverflowError e) {
      faults.add("the file is nested too deeply", file, "");
    }
    return Optional.empty();
  }

  /** Whether going through all values, each alias anew, comes to an end soon. */
  private static boolean isBounded(Node node, int depth, int[] seen) {
    if (depth > DEEPEST || ++seen[0] > MOST_NODES) {
      return false;
    }
    if (node instanceof SequenceNode sequence) {
      return sequence.getValue().stream().allMatch(item -> isBounded(item, depth + 1, seen));
    }
    return !(node instanceof MappingNode mapping)
        || mapping.getValue().stream()
            .allMatch(tuple -> isBounded(tuple.getValueNode(), depth + 1, seen));
  }

  /** Tags of other tools, such as {@code !function}, would be read as plain text. */
  private static void refuseTags(String file, Node node, Faults faults) {
    String tag = node.getTag().getValue();
    if (tag.startsWith("!")) {
      String said = node instanceof ScalarNode scalar ? " (" + scalar.getValue() + ")" : "";
      faults.add(
          "tag '" + tag + "' is not supported" + said,
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

  /** A node as a plain Java value. */
  static @Nullable Object plain(Node node) {
    if (node instanceof SequenceNode sequence) {
      List<@Nullable Object> list = new ArrayList<>();
      sequence.getValue().forEach(item -> list.add(plain(item)));
      return list;
    }
    if (node instanceof MappingNode mapping) {
      Map<String, @Nullable Object> map = new LinkedHashMap<>();
      for (NodeTuple tuple : mapping.getValue()) {
        if (tuple.getKeyNode() instanceof ScalarNode key) {
          map.put(key.getValue(), plain(tuple.getValueNode()));
        }
      }
      return map;
    }
    return node instanceof ScalarNode scalar ? scalar(scalar) : null;
  }

  private static @Nullable Object scalar(ScalarNode node) {
    String text = node.getValue();
    Tag tag = node.getTag();
    if (Tag.NULL.equals(tag)) {
      return null;
    }
    if (Tag.BOOL.equals(tag)) {
      return text.equalsIgnoreCase("true");
    }
    try {
      if (Tag.INT.equals(tag)) {
        return Long.parseLong(text);
      }
      if (Tag.FLOAT.equals(tag)) {
        return Double.parseDouble(text);
      }
    } catch (NumberFormatException e) {
      // Hexadecimal and .inf forms stay texts: no key here takes them.
      return text;
    }
    return text;
  }

  static int line(Node node) {
    return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
  }
}
