package dev.nightshift.synthesis.constitutional;

import dev.nightshift.curation.config.YamlFile;
import dev.nightshift.curation.config.YamlNode;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.error.Nearest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads a constitution from YAML:
 *
 * <pre>
 * name: mine
 * principles:
 *   - id: harm
 *     critique: Say where the answer could lead to harm.
 *     revision: Rewrite it so that it does not.
 *     compare: Which answer is less likely to lead to harm?
 * </pre>
 */
public final class ConstitutionFile {

  private static final List<String> KEYS = List.of("name", "principles");
  private static final List<String> PRINCIPLE_KEYS =
      List.of("id", "critique", "revision", "compare");
  private static final Constitution NOTHING =
      new Constitution("", List.of(new Principle("", "", "", "")), "");

  private final Faults faults;

  private ConstitutionFile(Faults faults) {
    this.faults = faults;
  }

  /**
   * Reads a file's text.
   *
   * @param source names the file in messages
   * @param faults takes every fault, with its line
   * @return what could be read; only to be used if no fault was added
   */
  public static Constitution read(String text, String source, Faults faults) {
    YamlNode.Entries root = YamlFile.read(text, source, faults);
    ConstitutionFile file = new ConstitutionFile(faults);
    file.known(root, KEYS);
    List<Principle> principles = new ArrayList<>();
    YamlNode list = root.entries().get("principles");
    if (list instanceof YamlNode.Items items) {
      items.items().forEach(item -> principles.add(file.principle(item)));
    }
    if (principles.isEmpty() && faults.isEmpty()) {
      faults.add("there are no principles", source, "Write 'principles:' and a list.");
    }
    Set<String> ids = new HashSet<>();
    for (Principle principle : principles) {
      if (!principle.id().isEmpty() && !ids.add(principle.id())) {
        faults.add("two principles are named '" + principle.id() + "'", source, "Rename one.");
      }
    }
    return principles.isEmpty()
        ? NOTHING
        : new Constitution(file.text(root, "name", source), principles, Constitution.digest(text));
  }

  private Principle principle(YamlNode node) {
    if (!(node instanceof YamlNode.Entries entries)) {
      faults.add("a principle is no mapping", node.place(), "Write id, critique and revision.");
      return new Principle("", "", "", "");
    }
    known(entries, PRINCIPLE_KEYS);
    return new Principle(
        text(entries, "id", node.place()),
        text(entries, "critique", node.place()),
        text(entries, "revision", node.place()),
        entries.entries().containsKey("compare") ? text(entries, "compare", node.place()) : "");
  }

  private void known(YamlNode.Entries entries, List<String> keys) {
    entries
        .entries()
        .forEach(
            (key, node) -> {
              if (!keys.contains(key)) {
                faults.add(
                    "unknown key '" + key + "'", node.place(), Nearest.remedy(key, "keys", keys));
              }
            });
  }

  private String text(YamlNode.Entries entries, String key, String place) {
    YamlNode node = entries.entries().get(key);
    String text = node instanceof YamlNode.Scalar scalar ? scalar.text().strip() : "";
    if (text.isEmpty()) {
      faults.add("'" + key + "' is missing or no text", place, "Write '" + key + ": ...'.");
    }
    return text;
  }
}
