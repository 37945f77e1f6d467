package dev.nightshift.pipelines.spec;

import dev.nightshift.pipelines.spec.YamlReader.Entry;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.error.Nearest;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Configuration in layers. From the lowest: the defaults of jobs and parameters, the pipeline's
 * file, a configuration file, the environment, {@code --set}. A higher layer wins path by path.
 *
 * <p>Paths are {@code NAME} or {@code parameters.NAME} for a parameter, {@code steps.STEP.OPTION}
 * for an option of a step, and {@code lake}, {@code master}, {@code seed}. In the environment
 * {@code NIGHTSHIFT_SET_steps__pretrain__learning_rate} stands for {@code
 * steps.pretrain.learning-rate}: two underscores are a dot, one is a hyphen, and case does not
 * matter.
 */
public final class Layers {

  /** What the names of environment variables start with. */
  public static final String ENVIRONMENT_PREFIX = "NIGHTSHIFT_SET_";

  /** The paths that no parameter may be named like. */
  public static final List<String> GENERAL = List.of("lake", "master", "seed");

  private final PipelineSpec spec;
  private final Faults faults;
  private final Map<String, Setting> general = new LinkedHashMap<>();
  private final Map<String, Setting> parameters = new LinkedHashMap<>();
  private final Map<String, Map<String, Setting>> options = new LinkedHashMap<>();

  /** Starts with no layer. Unknown paths become faults. */
  public Layers(PipelineSpec spec, Faults faults) {
    this.spec = spec;
    this.faults = faults;
  }

  /** Puts a configuration file on top. */
  public Layers file(Path file) {
    YamlReader yaml = new YamlReader(file.toString(), faults);
    yaml.root(SpecParser.read(file))
        .ifPresent(
            root -> {
              List<String> known = List.of("lake", "master", "seed", "parameters", "steps");
              for (Entry entry : yaml.mapping(root, "the configuration", known).values()) {
                switch (entry.key()) {
                  case "parameters" -> section(yaml, entry, name -> List.of("parameters", name));
                  case "steps" ->
                      yaml.mapping(entry.value(), "steps", null)
                          .values()
                          .forEach(s -> section(yaml, s, name -> List.of("steps", s.key(), name)));
                  default ->
                      yaml.scalar(entry.value(), entry.key())
                          .ifPresent(s -> put(List.of(entry.key()), s));
                }
              }
            });
    return this;
  }

  private void section(YamlReader yaml, Entry section, Function<String, List<String>> path) {
    for (Entry entry : yaml.mapping(section.value(), "'" + section.key() + "'", null).values()) {
      yaml.value(entry.value(), "'" + entry.key() + "'")
          .ifPresent(s -> put(path.apply(entry.key()), new Setting(s.text(), entry.place())));
    }
  }

  /** Puts the environment on top: its variables that start with {@link #ENVIRONMENT_PREFIX}. */
  public Layers environment(Map<String, String> environment) {
    new TreeMap<>(environment)
        .forEach(
            (name, value) -> {
              if (name.startsWith(ENVIRONMENT_PREFIX)) {
                String path =
                    name.substring(ENVIRONMENT_PREFIX.length())
                        .toLowerCase(Locale.ROOT)
                        .replace("__", ".")
                        .replace('_', '-');
                put(List.of(path.split("\\.", -1)), new Setting(value, Place.of(name)));
              }
            });
    return this;
  }

  /** Puts {@code path=value} assignments on top, the last of a path winning. */
  public Layers sets(Collection<String> assignments) {
    for (String assignment : assignments) {
      int equals = assignment.indexOf('=');
      if (equals < 1) {
        faults.add("'" + assignment + "' is no assignment", "--set", "Write --set path=value.");
        continue;
      }
      String path = assignment.substring(0, equals).trim();
      put(
          List.of(path.split("\\.", -1)),
          new Setting(assignment.substring(equals + 1), Place.of("--set " + path)));
    }
    return this;
  }

  /** Puts one general value on top, as an option of its own gives it. */
  public Layers general(String name, String value) {
    put(List.of(name), new Setting(value, Place.of("--" + name)));
    return this;
  }

  /** The merged layers. */
  public Configuration merge() {
    return new Configuration(general, parameters, options);
  }

  private void put(List<String> path, Setting setting) {
    String head = path.get(0);
    if (path.size() == 1 && GENERAL.contains(head)) {
      if (head.equals("seed") && !ParameterType.INTEGER.accepts(setting.text())) {
        faults.add(
            "seed is '" + setting.text() + "'", setting.place().toString(), "Give a whole number.");
        return;
      }
      general.put(head, setting);
    } else if (path.size() == 1) {
      parameter(head, setting);
    } else if (path.size() == 2 && head.equals("parameters")) {
      parameter(path.get(1), setting);
    } else if (path.size() == 3 && head.equals("steps")) {
      option(path.get(1), path.get(2), setting);
    } else {
      faults.add(
          "'" + String.join(".", path) + "' names nothing that can be set",
          setting.place().toString(),
          "Name a parameter, steps.STEP.OPTION, lake, master or seed.");
    }
  }

  private void parameter(String name, Setting setting) {
    if (spec.parameter(name).isPresent()) {
      parameters.put(name, setting);
      return;
    }
    List<String> known = spec.parameters().stream().map(ParameterSpec::name).toList();
    faults.add(
        "pipeline " + spec.name() + " has no parameter '" + name + "'",
        setting.place().toString(),
        Nearest.remedy(name, "parameters", known));
  }

  private void option(String step, String option, Setting setting) {
    if (spec.step(step).isPresent()) {
      options.computeIfAbsent(step, s -> new LinkedHashMap<>()).put(option, setting);
      return;
    }
    List<String> known = spec.steps().stream().map(StepSpec::name).toList();
    faults.add(
        "pipeline " + spec.name() + " has no step '" + step + "'",
        setting.place().toString(),
        Nearest.remedy(step, "steps", known));
  }
}
