package dev.nightshift.pipelines.plan;

import dev.nightshift.pipelines.spec.Configuration;
import dev.nightshift.pipelines.spec.ParameterSpec;
import dev.nightshift.pipelines.spec.PipelineSpec;
import dev.nightshift.pipelines.spec.Reference;
import dev.nightshift.pipelines.spec.Setting;
import dev.nightshift.pipelines.spec.Template;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.error.Nearest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The parameters of one run: the highest layer's text, its references filled, its type checked. */
final class ParameterValues {

  private final PipelineSpec spec;
  private final Configuration configuration;
  private final Faults faults;
  private final Map<String, String> values = new LinkedHashMap<>();

  private ParameterValues(PipelineSpec spec, Configuration configuration, Faults faults) {
    this.spec = spec;
    this.configuration = configuration;
    this.faults = faults;
  }

  /** Resolves all parameters, in the order of the file: a default may use those above it. */
  static ParameterValues of(PipelineSpec spec, Configuration configuration, Faults faults) {
    ParameterValues all = new ParameterValues(spec, configuration, faults);
    spec.parameters().forEach(all::resolve);
    return all;
  }

  private void resolve(ParameterSpec parameter) {
    Setting setting =
        configuration.parameters().getOrDefault(parameter.name(), parameter.defaultValue());
    if (setting == null) {
      faults.add(
          "parameter '" + parameter.name() + "' has no value",
          parameter.place().toString(),
          ("Give it with --set " + parameter.name() + "=... " + parameter.doc()).strip());
      // Its uses are no further faults.
      values.put(parameter.name(), "");
      return;
    }
    int before = faults.list().size();
    String value = fill(setting, "parameter '" + parameter.name() + "'");
    boolean sound = faults.list().size() == before;
    if (sound && !parameter.type().accepts(value)) {
      faults.add(
          "parameter '" + parameter.name() + "' is '" + value + "'",
          setting.place().toString(),
          "Give " + parameter.type().expectation() + ".");
    }
    values.put(parameter.name(), value);
  }

  /** Whether the parameter had no value and a fault says so already. */
  boolean missing(String name) {
    return !configuration.parameters().containsKey(name)
        && spec.parameter(name).map(p -> p.defaultValue() == null).orElse(false);
  }

  /** Fills all references that need no step, and refuses those that do. */
  String fill(Setting setting, String what) {
    Template template = Template.parse(setting, faults);
    for (Reference reference : template.references()) {
      if (reference instanceof Reference.OfOutput
          || reference instanceof Reference.OfArtifact
          || reference instanceof Reference.OfStepFolder) {
        faults.add(
            what + " refers to a step",
            setting.place().toString(),
            "Refer to steps from the options of steps only.");
      }
      checkParameter(reference, setting);
    }
    return template.fill(this::value);
  }

  /** Notes a fault where a reference names a parameter that there is not. */
  void checkParameter(Reference reference, Setting setting) {
    if (reference instanceof Reference.OfParameter of && !values.containsKey(of.name())) {
      List<String> known = List.copyOf(values.keySet());
      boolean later = spec.parameter(of.name()).isPresent();
      faults.add(
          later
              ? "parameter '" + of.name() + "' is used above its declaration"
              : "there is no parameter '" + of.name() + "'",
          setting.place().toString(),
          later ? "Declare it earlier." : Nearest.remedy(of.name(), "parameters", known));
    }
  }

  /** What a reference stands for; empty for steps and secrets, which are filled later. */
  Optional<String> value(Reference reference) {
    if (reference instanceof Reference.OfParameter of) {
      return Optional.ofNullable(values.get(of.name()));
    }
    if (reference instanceof Reference.OfLake) {
      return Optional.of(configuration.lake());
    }
    if (reference instanceof Reference.OfSeed) {
      return Optional.of(String.valueOf(configuration.seed(spec)));
    }
    if (reference instanceof Reference.OfSpecFolder) {
      return Optional.of(spec.folder());
    }
    return Optional.empty();
  }
}
