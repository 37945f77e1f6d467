package dev.nightshift.curation.config;

import dev.nightshift.schema.error.Faults;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Reads the text of a YAML file into {@link YamlNode}s. */
public final class YamlFile {

  private static final int DEEPEST = 8;

  private final String source;
  private final Faults faults;

  private YamlFile(String source, Faults faults) {
    this.source = source;
    this.faults = faults;
  }

  /**
   * Reads a text whose root is a mapping.
   *
   * @param source names the file in messages
   * @param faults takes every fault of its form
   * @return what could be read; empty where there is no mapping
   */
  public static YamlNode.Entries read(String text, String source, Faults faults) {
    YamlFile file = new YamlFile(source, faults);
    YamlNode.Entries nothing = new YamlNode.Entries(Map.of(), source);
    Optional<Node> root = file.root(text);
    if (root.isEmpty()) {
      return nothing;
    }
    if (file.node(root.get(), 0) instanceof YamlNode.Entries entries) {
      return entries;
    }
    faults.add("the file is no mapping", source, "Write 'key: value' in each line.");
    return nothing;
  }

  private Optional<Node> root(String text) {
    try {
      Optional<Node> root =
          new Compose(LoadSettings.builder().setLabel(source).build()).composeString(text);
      if (root.isEmpty()) {
        faults.add("the file is empty", source, "Write a mapping of keys to values.");
      }
      return root;
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().map(Mark::getLine).orElse(-1) + 1;
      faults.add("not YAML: " + e.getProblem(), source + ":" + line, "");
    } catch (YamlEngineException e) {
      faults.add("not YAML: " + e.getMessage(), source, "");
    }
    return Optional.empty();
  }

  private YamlNode node(Node node, int depth) {
    String place = place(node);
    if (depth > DEEPEST) {
      faults.add("values are nested deeper than " + DEEPEST + " levels", place, "");
      return new YamlNode.Scalar("", place);
    }
    if (node instanceof MappingNode mapping) {
      return entries(mapping, place, depth);
    }
    if (node instanceof SequenceNode sequence) {
      List<YamlNode> items = new ArrayList<>();
      for (Node item : sequence.getValue()) {
        items.add(node(item, depth + 1));
      }
      return new YamlNode.Items(items, place);
    }
    boolean empty = node.getTag().equals(Tag.NULL);
    return new YamlNode.Scalar(
        empty || !(node instanceof ScalarNode scalar) ? "" : scalar.getValue(), place);
  }

  private YamlNode entries(MappingNode mapping, String place, int depth) {
    Map<String, YamlNode> entries = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        faults.add("a key is no single value", place(tuple.getKeyNode()), "");
        continue;
      }
      YamlNode earlier = entries.putIfAbsent(key.getValue(), node(tuple.getValueNode(), depth + 1));
      if (earlier != null) {
        faults.add(
            "key '" + key.getValue() + "' stands twice",
            place(key),
            "Keep one; the first is at " + earlier.place() + ".");
      }
    }
    return new YamlNode.Entries(entries, place);
  }

  private String place(Node node) {
    int line = node.getStartMark().map(Mark::getLine).orElse(-1) + 1;
    return line > 0 ? source + ":" + line : source;
  }
}
