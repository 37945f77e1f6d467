package dev.nightshift.eval.task;

import dev.nightshift.eval.yaml.YamlMap;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.error.Nearest;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.schema.identity.Digest;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The tasks, groups and tags that can be asked for by name: those of this project, and those of a
 * folder of the user's, which win where names are equal. A file with the key {@code group} is a
 * group, one with {@code task} a task; others are there to be included.
 */
public final class TaskLibrary {

  /** Path of each file to its content. */
  private final Map<String, String> texts;

  /** Name of a task or group to the path of its file. */
  private final Map<String, String> files = new TreeMap<>();

  private final Set<String> groupNames = new TreeSet<>();

  /** Tag to the names of its tasks. */
  private final Map<String, Set<String>> tags = new TreeMap<>();

  /** Files that could not be read when names were collected: told when a name is unknown. */
  private final Faults broken = new Faults();

  private TaskLibrary(Map<String, String> texts) {
    this.texts = texts;
    texts.keySet().stream().filter(TaskTexts::isTaskFile).forEach(this::index);
  }

  /** The tasks of this project. */
  public static TaskLibrary builtIn() {
    return new TaskLibrary(TaskTexts.builtIn());
  }

  /**
   * This library and a folder of further tasks.
   *
   * @throws RequestException if the folder cannot be read
   */
  public TaskLibrary with(Path folder) {
    Map<String, String> more = new LinkedHashMap<>(texts);
    try {
      more.putAll(TaskTexts.below(folder, ""));
    } catch (IOException e) {
      throw new RequestException(
          "the folder of tasks cannot be read: " + e, folder.toString(), "Check the path.");
    }
    return new TaskLibrary(more);
  }

  private void index(String file) {
    Faults unread = new Faults();
    Optional<TaskFile.Loaded> loaded = TaskFile.load(file, texts, unread);
    if (loaded.isEmpty()) {
      broken.addAll(unread.list());
      return;
    }
    YamlMap yaml = loaded.get().yaml();
    if (yaml.has("group") && (yaml.isList("task") || yaml.isMap("task"))) {
      yaml.text("group")
          .ifPresent(
              name -> {
                files.put(name, file);
                groupNames.add(name);
              });
    } else if (yaml.has("task") && !yaml.isList("task")) {
      Optional<String> name = yaml.text("task");
      name.ifPresent(
          task -> {
            files.put(task, file);
            groupNames.remove(task);
            List<String> all = new ArrayList<>(yaml.texts("tag"));
            // A task that names a group was how a tag was written before tags were.
            all.addAll(yaml.texts("group"));
            all.forEach(tag -> tags.computeIfAbsent(tag, t -> new LinkedHashSet<>()).add(task));
          });
    }
  }

  /** The names of all tasks, sorted; those that stand in a group's file are not among them. */
  public List<String> names() {
    return files.keySet().stream().filter(name -> !groupNames.contains(name)).toList();
  }

  /** The names of all groups, sorted. */
  public List<String> groupNames() {
    return List.copyOf(groupNames);
  }

  /** All tags with the names of their tasks. */
  public Map<String, List<String>> tags() {
    Map<String, List<String>> all = new TreeMap<>();
    tags.forEach((tag, names) -> all.put(tag, List.copyOf(names)));
    return all;
  }

  /** The definitions behind some names, see {@link #select}. */
  public List<TaskDefinition> load(List<String> names) {
    return select(names).tasks();
  }

  /**
   * The tasks behind some names: names of tasks, groups and tags, or patterns with {@code *}.
   *
   * @throws RequestException if a name is unknown or a file is broken: all faults at once
   */
  public TaskSelection select(List<String> names) {
    Faults faults = new Faults();
    Selector selector = new Selector(faults);
    for (String name : names) {
      if (name.chars().anyMatch(c -> c == '*' || c == '?')) {
        List<String> matching = matching(name);
        if (matching.isEmpty()) {
          faults.add("no task or group is called like '" + name + "'", "", known(name));
        }
        matching.forEach(selector::add);
      } else {
        selector.add(name);
      }
    }
    faults.throwIfAny();
    return new TaskSelection(List.copyOf(selector.tasks.values()), selector.groups);
  }

  private List<String> matching(String pattern) {
    var matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
    return Stream.concat(names().stream(), groupNames.stream())
        .filter(name -> matcher.matches(Path.of(name)))
        .sorted()
        .toList();
  }

  private String known(String name) {
    List<String> all =
        Stream.of(names(), groupNames(), List.copyOf(tags.keySet()))
            .flatMap(List::stream)
            .distinct()
            .toList();
    return all.size() <= 12
        ? "Tasks are: " + String.join(", ", all) + "."
        : Nearest.to(name, all).map(near -> "Did you mean '" + near + "'? ").orElse("")
            + "There are "
            + all.size()
            + " tasks, groups and tags: './nightshift job evaluate --list' shows them.";
  }

  /** Collects tasks and groups, each once. */
  private final class Selector {
    private final Faults faults;
    private final Map<String, TaskDefinition> tasks = new LinkedHashMap<>();
    private final Set<String> failed = new LinkedHashSet<>();
    private final List<TaskSelection.Members> groups = new ArrayList<>();
    private final Map<String, TaskGroup> inline = new LinkedHashMap<>();
    private final List<String> open = new ArrayList<>();

    private Selector(Faults faults) {
      this.faults = faults;
    }

    /** Adds what a name means; the names of the tasks behind it. */
    private List<String> add(String name) {
      if (open.contains(name)) {
        faults.add("group '" + name + "' holds itself", String.join(" > ", open), "");
        return List.of();
      }
      if (tasks.containsKey(name)) {
        return List.of(name);
      }
      Optional<TaskSelection.Members> known =
          groups.stream().filter(g -> g.group().name().equals(name)).findFirst();
      if (known.isPresent()) {
        return known.get().tasks();
      }
      if (failed.contains(name)) {
        return List.of();
      }
      TaskGroup group = inline.get(name);
      if (group != null) {
        return members(group);
      }
      String file = files.get(name);
      if (file == null) {
        return unknown(name);
      }
      Optional<TaskFile.Loaded> loaded = TaskFile.load(file, texts, faults);
      if (loaded.isEmpty()) {
        failed.add(name);
        return List.of();
      }
      return groupNames.contains(name)
          ? members(GroupReader.group(loaded.get().yaml(), this::inline))
          : task(name, loaded.get().yaml(), loaded.get().digest());
    }

    private List<String> unknown(String name) {
      Set<String> tagged = tags.get(name);
      if (tagged != null) {
        return tagged.stream().flatMap(task -> add(task).stream()).toList();
      }
      failed.add(name);
      faults.add("there is no task '" + name + "'", "", known(name));
      faults.addAll(broken.list());
      return List.of();
    }

    private List<String> members(TaskGroup group) {
      open.add(group.name());
      List<String> all =
          group.members().stream().flatMap(member -> add(member).stream()).distinct().toList();
      open.remove(group.name());
      groups.add(new TaskSelection.Members(group, all));
      return all;
    }

    /** A member that stands in its group's file: a group, or a task that changes another's keys. */
    private Optional<String> inline(YamlMap map) {
      if (map.has("group")) {
        TaskGroup group = GroupReader.group(map, this::inline);
        inline.put(group.name(), group);
        return Optional.of(group.name());
      }
      String name = map.requiredText("task");
      if (name.isEmpty() || tasks.containsKey(name)) {
        return Optional.of(name);
      }
      boolean plain = map.keys().size() == 1;
      TaskFile.Loaded own = TaskFile.load(map, texts, faults);
      String file = files.get(name);
      Optional<TaskFile.Loaded> base =
          file == null ? Optional.empty() : TaskFile.load(file, texts, faults);
      if (base.isEmpty()) {
        task(name, own.yaml(), own.digest());
      } else if (plain) {
        task(name, base.get().yaml(), base.get().digest());
      } else {
        Digest both = Digest.start().add("changed-task").add(base.get().digest());
        task(name, own.yaml().over(base.get().yaml()), both.add(own.digest()).hex());
      }
      return Optional.of(name);
    }

    private List<String> task(String name, YamlMap yaml, String digest) {
      yaml.drop("group");
      Optional<TaskDefinition> read = new TaskReader(faults).read(yaml, digest);
      if (read.isEmpty()) {
        failed.add(name);
        return List.of();
      }
      tasks.put(name, read.get());
      return List.of(name);
    }
  }
}
