package dev.nightshift.eval.judge;

import dev.nightshift.eval.yaml.YamlFile;
import dev.nightshift.eval.yaml.YamlMap;
import dev.nightshift.schema.error.Faults;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads rubrics:
 *
 * <pre>
 * rubric: helpfulness
 * version: 1
 * system: You are a fair judge.
 * prompt: "{{ instruction }} … {{ first }} … {{ second }}"
 * options: {A: first, B: second, C: tie}   # or grades: {from: 1, to: 10}
 * verdict: {before: "[[", after: "]]"}
 * </pre>
 */
public final class RubricReader {

  private static final Set<String> PAIR = Set.of("instruction", "first", "second");
  private static final Set<String> SINGLE = Set.of("instruction", "response");

  private RubricReader() {}

  /** Reads a rubric; empty, with all faults noted, where it is none. */
  public static Optional<Rubric> read(String file, String text, Faults faults) {
    int before = faults.list().size();
    return YamlFile.parse(file, text, faults)
        .map(yaml -> rubric(yaml))
        .filter(rubric -> rubric.isPresent() && faults.list().size() == before)
        .flatMap(rubric -> rubric);
  }

  private static Optional<Rubric> rubric(YamlMap yaml) {
    String name = yaml.requiredText("rubric");
    int version = (int) yaml.integer("version", 1, 1);
    String system = yaml.text("system").orElse("");
    String prompt = yaml.requiredText("prompt");
    Map<String, Preference> options = options(yaml);
    Optional<YamlMap> grades = yaml.map("grades");
    int least = 0;
    int most = 0;
    if (grades.isPresent()) {
      least = (int) grades.get().integer("from", 1, 0);
      most = (int) grades.get().integer("to", 10, 1);
      grades.get().done();
    }
    Optional<YamlMap> marks = yaml.map("verdict");
    String opening = marks.flatMap(map -> map.text("before")).orElse("");
    String closing = marks.flatMap(map -> map.text("after")).orElse("");
    marks.ifPresent(YamlMap::done);
    yaml.done();
    if (options.isEmpty() == grades.isEmpty()) {
      yaml.fault("options", "either options or grades are needed", "");
      return Optional.empty();
    }
    if (grades.isPresent() && (most <= least || most - least >= Rubric.MOST_GRADES)) {
      yaml.fault("grades", "no grades from " + least + " to " + most, "Give up to 101 of them.");
      return Optional.empty();
    }
    placeholders(yaml, prompt, options.isEmpty() ? SINGLE : PAIR);
    return Optional.of(
        new Rubric(name, version, system, prompt, options, least, most, opening, closing));
  }

  private static void placeholders(YamlMap yaml, String prompt, Set<String> wanted) {
    List<String> names = Placeholders.names(prompt);
    for (String name : names) {
      if (!wanted.contains(name)) {
        yaml.fault(
            "prompt",
            "'{{ " + name + " }}' is unknown",
            "Known are: " + String.join(", ", wanted.stream().sorted().toList()) + ".");
      }
    }
    wanted.stream()
        .filter(name -> !name.equals("instruction") && !names.contains(name))
        .sorted()
        .forEach(name -> yaml.fault("prompt", "'{{ " + name + " }}' is missing", ""));
  }

  private static Map<String, Preference> options(YamlMap yaml) {
    Map<String, Preference> options = new LinkedHashMap<>();
    yaml.map("options")
        .map(YamlMap::allTexts)
        .orElse(Map.of())
        .forEach(
            (option, meaning) -> {
              switch (meaning.toLowerCase(Locale.ROOT)) {
                case "first" -> options.put(option, Preference.FIRST);
                case "second" -> options.put(option, Preference.SECOND);
                case "tie" -> options.put(option, Preference.TIE);
                default ->
                    yaml.fault("options", "'" + meaning + "' is none of first, second, tie", "");
              }
            });
    if (!options.isEmpty()
        && !(options.containsValue(Preference.FIRST) && options.containsValue(Preference.SECOND))) {
      yaml.fault("options", "one option must mean first and one second", "");
    }
    return options;
  }
}
