package dev.nightshift.eval.task;

import dev.nightshift.eval.yaml.YamlMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Reads groups: a file, or an entry of another group's list, with the key {@code group}. */
final class GroupReader {

  private GroupReader() {}

  /**
   * The group of a mapping.
   *
   * @param inline takes each member that is a mapping, and gives its name
   */
  static TaskGroup group(YamlMap yaml, Function<YamlMap, Optional<String>> inline) {
    String name = yaml.requiredText("group");
    String alias = yaml.text("group_alias").orElse(name);
    List<String> members = new ArrayList<>();
    for (Object element : yaml.elements("task")) {
      if (element instanceof YamlMap map) {
        inline.apply(map).ifPresent(members::add);
      } else {
        members.add(element.toString());
      }
    }
    if (members.isEmpty()) {
      yaml.fault("task", "group '" + name + "' has no members", "");
    }
    List<TaskGroup.Aggregate> aggregates = new ArrayList<>();
    for (YamlMap map : yaml.maps("aggregate_metric_list")) {
      String aggregation = map.text("aggregation").orElse(TaskGroup.aggregation());
      if (!aggregation.equals(TaskGroup.aggregation())) {
        map.fault("aggregation", "a group has the mean only, not '" + aggregation + "'", "");
      }
      aggregates.add(
          new TaskGroup.Aggregate(
              map.requiredText("metric"),
              map.texts("filter_list"),
              map.flag("weight_by_size", true)));
      map.done();
    }
    int version = TaskVersion.of(yaml);
    yaml.texts("tag");
    yaml.done();
    return new TaskGroup(name, alias, version, members, aggregates);
  }
}
