package dev.nightshift.pipelines.spec;

import dev.nightshift.pipelines.spec.YamlReader.Entry;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.error.RequestException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads a pipeline's file into records and notes every fault of its structure. */
public final class SpecParser {

  private static final List<String> TOP =
      List.of("format", "name", "description", "seed", "parameters", "steps");
  private static final List<String> OF_PARAMETER = List.of("type", "default", "doc");
  private static final List<String> OF_STEP = List.of("name", "job", "with", "after", "when");
  private static final String NAME = "[a-z][a-z0-9-]*";

  private final YamlReader yaml;
  private final Faults faults;
  private final String source;

  private SpecParser(String source, Faults faults) {
    this.source = source;
    this.faults = faults;
    this.yaml = new YamlReader(source, faults);
  }

  /**
   * Reads a file.
   *
   * @param file the pipeline
   * @param faults takes every fault
   * @return what could be read; only to be run if no fault was added
   * @throws RequestException if the file cannot be read at all
   */
  public static PipelineSpec parse(Path file, Faults faults) {
    String folder = String.valueOf(file.toAbsolutePath().getParent());
    return parse(read(file), file.toString(), folder, faults);
  }

  /** Reads a text; {@code source} names it in messages, {@code folder} is its spec folder. */
  public static PipelineSpec parse(String text, String source, String folder, Faults faults) {
    SpecParser parser = new SpecParser(source, faults);
    return parser
        .yaml
        .root(text)
        .map(root -> parser.pipeline(root, folder))
        .orElseGet(() -> new PipelineSpec("", "", folder, null, List.of(), List.of()));
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new RequestException("the file does not exist", file.toString(), "Check the path.");
    } catch (CharacterCodingException e) {
      throw new RequestException("the file is not UTF-8", file.toString(), "Save it as UTF-8.");
    } catch (IOException e) {
      throw new RequestException(
          "the file cannot be read (" + e + ")", file.toString(), "Check its permissions.");
    }
  }

  private PipelineSpec pipeline(Node root, String folder) {
    Map<String, Entry> keys = yaml.mapping(root, "the pipeline", TOP);
    checkFormat(keys.get("format"));
    String name = text(keys.get("name"), "name").map(Setting::text).orElse("");
    if (!keys.containsKey("name")) {
      faults.add("the pipeline has no name", source, "Add 'name:' at the top.");
    } else if (!name.isEmpty() && !name.matches(NAME)) {
      faults.add(
          "the name '" + name + "' is not in kebab case",
          keys.get("name").place().toString(),
          "Write small letters, digits and hyphens, such as 'gsm8k-nightly'.");
    }
    Setting seed = text(keys.get("seed"), "seed").orElse(null);
    if (seed != null && !ParameterType.INTEGER.accepts(seed.text())) {
      faults.add("seed is '" + seed.text() + "'", seed.place().toString(), "Give a whole number.");
      seed = null;
    }
    if (!keys.containsKey("steps")) {
      faults.add("the pipeline has no steps", source, "Add 'steps:' with at least one step.");
    }
    return new PipelineSpec(
        name,
        text(keys.get("description"), "description").map(Setting::text).orElse(""),
        folder,
        seed,
        parameters(keys.get("parameters")),
        steps(keys.get("steps")));
  }

  private void checkFormat(@Nullable Entry entry) {
    Optional<Setting> format = text(entry, "format");
    if (format.isPresent() && !format.get().text().equals(String.valueOf(PipelineSpec.FORMAT))) {
      faults.add(
          "format is '" + format.get().text() + "'",
          format.get().place().toString(),
          "This version reads format " + PipelineSpec.FORMAT + ".");
    }
  }

  private List<ParameterSpec> parameters(@Nullable Entry entry) {
    List<ParameterSpec> parameters = new ArrayList<>();
    if (entry == null) {
      return parameters;
    }
    for (Entry parameter : yaml.mapping(entry.value(), "parameters", null).values()) {
      String what = "parameter '" + parameter.key() + "'";
      if (!parameter.key().matches(NAME)) {
        faults.add(what + " is not in kebab case", parameter.place().toString(), "Rename it.");
      }
      Map<String, Entry> keys = yaml.mapping(parameter.value(), what, OF_PARAMETER);
      parameters.add(
          new ParameterSpec(
              parameter.key(),
              type(keys.get("type"), what),
              value(keys.get("default"), "the default of " + what).orElse(null),
              text(keys.get("doc"), "doc of " + what).map(Setting::text).orElse(""),
              parameter.place()));
    }
    return parameters;
  }

  private ParameterType type(@Nullable Entry entry, String what) {
    Optional<Setting> written = text(entry, "the type of " + what);
    if (written.isEmpty()) {
      return ParameterType.TEXT;
    }
    Optional<ParameterType> type = ParameterType.of(written.get().text());
    if (type.isEmpty()) {
      faults.add(
          "the type of " + what + " is '" + written.get().text() + "'",
          written.get().place().toString(),
          "The types are: " + String.join(", ", ParameterType.names()) + ".");
    }
    return type.orElse(ParameterType.TEXT);
  }

  private List<StepSpec> steps(@Nullable Entry entry) {
    List<StepSpec> steps = new ArrayList<>();
    if (entry == null) {
      return steps;
    }
    List<Node> items = yaml.list(entry.value(), "steps");
    for (Node item : items) {
      StepSpec step = step(item);
      Optional<StepSpec> twin =
          steps.stream().filter(s -> s.name().equals(step.name())).findFirst();
      if (twin.isPresent() && !step.name().isEmpty()) {
        faults.add(
            "step '" + step.name() + "' stands twice",
            step.place().toString(),
            "Rename one; the first is in line " + twin.get().place().line() + ".");
      }
      steps.add(step);
    }
    return steps;
  }

  private StepSpec step(Node node) {
    Place place = yaml.place(node);
    Map<String, Entry> keys = yaml.mapping(node, "a step", OF_STEP);
    String name = text(keys.get("name"), "the name of a step").map(Setting::text).orElse("");
    if (name.isEmpty()) {
      faults.add("a step has no name", place.toString(), "Add 'name:'.");
    } else if (!name.matches(NAME)) {
      faults.add("the step name '" + name + "' is not in kebab case", place.toString(), "");
    }
    String what = "step '" + name + "'";
    Optional<Setting> job = text(keys.get("job"), "the job of " + what);
    if (job.isEmpty()) {
      faults.add(
          what + " has no job", place.toString(), "Add 'job:'; './nightshift jobs' lists them.");
    }
    Map<String, Setting> with = new LinkedHashMap<>();
    Entry options = keys.get("with");
    if (options != null) {
      yaml.mapping(options.value(), "'with' of " + what, null)
          .values()
          .forEach(
              o ->
                  value(o, "option '" + o.key() + "' of " + what)
                      .ifPresent(setting -> with.put(o.key(), setting)));
    }
    List<Setting> after = new ArrayList<>();
    Entry names = keys.get("after");
    if (names != null) {
      yaml.list(names.value(), "'after' of " + what)
          .forEach(n -> yaml.scalar(n, "an item of 'after'").ifPresent(after::add));
    }
    return new StepSpec(
        name,
        job.orElse(new Setting("", place)),
        with,
        after,
        text(keys.get("when"), "'when' of " + what).orElse(null),
        place);
  }

  private Optional<Setting> text(@Nullable Entry entry, String what) {
    return entry == null ? Optional.empty() : yaml.scalar(entry.value(), what);
  }

  private Optional<Setting> value(@Nullable Entry entry, String what) {
    return entry == null ? Optional.empty() : yaml.value(entry.value(), what);
  }
}
