package dev.nightshift.pipelines.spec;

import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.error.Nearest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
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

/**
 * Reads the nodes of a YAML file, so that every fault can name its line.
 *
 * <p>Values stay the text that was written ({@code 1e-3} is not turned into a number and back): the
 * options of jobs are texts with types of their own.
 */
final class YamlReader {

  private final String source;
  private final Faults faults;

  YamlReader(String source, Faults faults) {
    this.source = source;
    this.faults = faults;
  }

  /** A key of a mapping with its value. */
  record Entry(String key, Place place, Node value) {}

  /** The root of a text; empty, with a fault, where it is no YAML or holds nothing. */
  Optional<Node> root(String text) {
    try {
      Optional<Node> root =
          new Compose(LoadSettings.builder().setLabel(source).build()).composeString(text);
      if (root.isEmpty()) {
        faults.add("the file is empty", source, "Write a mapping of keys to values.");
      }
      return root;
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().map(Mark::getLine).orElse(-1) + 1;
      String problem = e.getProblem();
      faults.add("not YAML: " + problem, new Place(source, line).toString(), "");
    } catch (YamlEngineException e) {
      faults.add("not YAML: " + e.getMessage(), source, "");
    }
    return Optional.empty();
  }

  Place place(Node node) {
    return new Place(source, node.getStartMark().map(Mark::getLine).orElse(-1) + 1);
  }

  void fault(String problem, Node node, String remedy) {
    faults.add(problem, place(node).toString(), remedy);
  }

  /** The entries of a mapping by key; faults for other nodes, keys given twice and unknown keys. */
  Map<String, Entry> mapping(Node node, String what, @Nullable Collection<String> known) {
    Map<String, Entry> entries = new LinkedHashMap<>();
    if (!(node instanceof MappingNode mapping)) {
      fault(what + " is " + kind(node), node, "Write a mapping of keys to values.");
      return entries;
    }
    for (NodeTuple tuple : mapping.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode keyNode)) {
        fault("a key of " + what + " is " + kind(tuple.getKeyNode()), tuple.getKeyNode(), "");
        continue;
      }
      String key = keyNode.getValue();
      if (known != null && !known.contains(key)) {
        fault("unknown key '" + key + "' in " + what, keyNode, Nearest.remedy(key, "keys", known));
        continue;
      }
      Entry entry = new Entry(key, place(keyNode), tuple.getValueNode());
      Entry earlier = entries.putIfAbsent(key, entry);
      if (earlier != null) {
        fault(
            "key '" + key + "' of " + what + " stands twice",
            keyNode,
            "Keep one; the first is in line " + earlier.place().line() + ".");
      }
    }
    return entries;
  }

  /** The items of a list; a fault for other nodes. */
  List<Node> list(Node node, String what) {
    if (node instanceof SequenceNode sequence) {
      return sequence.getValue();
    }
    fault(what + " is " + kind(node), node, "Write a list.");
    return List.of();
  }

  /** The text of a scalar; empty, with a fault, for other nodes. */
  Optional<Setting> scalar(Node node, String what) {
    if (node instanceof ScalarNode scalar && !scalar.getTag().equals(Tag.NULL)) {
      return Optional.of(new Setting(scalar.getValue(), place(node)));
    }
    fault(what + " is " + kind(node), node, "Write a single value.");
    return Optional.empty();
  }

  /** The text of a scalar, or of a list of scalars joined by commas; empty with a fault else. */
  Optional<Setting> value(Node node, String what) {
    if (!(node instanceof SequenceNode sequence)) {
      return scalar(node, what);
    }
    List<String> items = new ArrayList<>();
    for (Node item : sequence.getValue()) {
      scalar(item, "an item of " + what).ifPresent(s -> items.add(s.text()));
    }
    return Optional.of(new Setting(String.join(",", items), place(node)));
  }

  private static String kind(Node node) {
    if (node instanceof MappingNode) {
      return "a mapping";
    }
    if (node instanceof SequenceNode) {
      return "a list";
    }
    return node.getTag().equals(Tag.NULL) ? "empty" : "a single value";
  }
}
