package dev.nightshift.pipelines.plan;

import dev.nightshift.pipelines.secret.SecretReferences;
import dev.nightshift.pipelines.spec.Configuration;
import dev.nightshift.pipelines.spec.PipelineSpec;
import dev.nightshift.pipelines.spec.Reference;
import dev.nightshift.pipelines.spec.Setting;
import dev.nightshift.pipelines.spec.StepSpec;
import dev.nightshift.pipelines.spec.Template;
import dev.nightshift.runtime.job.Job;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.error.Nearest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Turns a pipeline and its configuration into a plan, and notes every fault on the way. */
public final class Planner {

  private final PipelineSpec spec;
  private final Configuration configuration;
  private final JobCatalog jobs;
  private final SecretReferences secrets;
  private final Faults faults;
  private final ParameterValues parameters;
  private final List<String> stepNames;

  private Planner(
      PipelineSpec spec,
      Configuration configuration,
      JobCatalog jobs,
      SecretReferences secrets,
      Faults faults) {
    this.spec = spec;
    this.configuration = configuration;
    this.jobs = jobs;
    this.secrets = secrets;
    this.faults = faults;
    this.parameters = ParameterValues.of(spec, configuration, faults);
    this.stepNames = spec.steps().stream().map(StepSpec::name).toList();
  }

  /**
   * Plans.
   *
   * @param faults takes every fault; the plan is only to be run if none was added
   */
  public static PipelinePlan plan(
      PipelineSpec spec,
      Configuration configuration,
      JobCatalog jobs,
      SecretReferences secrets,
      Faults faults) {
    return new Planner(spec, configuration, jobs, secrets, faults).plan();
  }

  private PipelinePlan plan() {
    Map<String, PlannedStep> planned = new LinkedHashMap<>();
    Map<String, Set<String>> needs = new LinkedHashMap<>();
    Set<String> leftOut = leftOut();
    for (StepSpec step : spec.steps()) {
      Map<String, Setting> options = new LinkedHashMap<>(step.with());
      options.putAll(configuration.options().getOrDefault(step.name(), Map.of()));
      Set<String> stepNeeds = after(step, leftOut);
      Map<String, Setting> filled = fill(step, options, stepNeeds, leftOut);
      needs.put(step.name(), stepNeeds);
      find(step)
          .ifPresent(
              job -> {
                // What a step needs matters where it runs: its parameters may be empty until then.
                if (!leftOut.contains(step.name())) {
                  checkOptions(job, step, filled);
                }
                planned.put(
                    step.name(),
                    new PlannedStep(step.name(), job, filled, stepNeeds, step.place()));
              });
    }
    StepOrder.Result ordered = StepOrder.of(needs);
    if (!ordered.cycle().isEmpty()) {
      faults.add(
          "steps need each other in a circle: " + String.join(" -> ", ordered.cycle()),
          place(ordered.cycle().get(0)),
          "Remove one of these needs ('after', or a reference to the step).");
    }
    List<PlannedStep> steps = new ArrayList<>();
    for (String name : ordered.order()) {
      PlannedStep step = planned.get(name);
      if (step != null && !leftOut.contains(name)) {
        steps.add(step);
      }
    }
    MissingInputs.check(steps, faults);
    return new PipelinePlan(spec.name(), configuration.seed(spec), steps, List.copyOf(leftOut));
  }

  private Set<String> leftOut() {
    Set<String> leftOut = new LinkedHashSet<>();
    for (StepSpec step : spec.steps()) {
      Setting when = step.when();
      if (when == null) {
        continue;
      }
      int before = faults.list().size();
      String value = parameters.fill(when, "'when' of step '" + step.name() + "'");
      if (faults.list().size() == before && !value.equals("true") && !value.equals("false")) {
        faults.add(
            "'when' of step '" + step.name() + "' is '" + value + "'",
            when.place().toString(),
            "Give true or false, or a parameter of type flag.");
      }
      if (value.equals("false")) {
        leftOut.add(step.name());
      }
    }
    return leftOut;
  }

  private Optional<Job> find(StepSpec step) {
    String name = step.job().text();
    Optional<Job> job = jobs.find(name);
    if (job.isEmpty() && !name.isEmpty()) {
      faults.add(
          "step '" + step.name() + "' has the unknown job '" + name + "'",
          step.job().place().toString(),
          Nearest.remedy(name, "jobs", jobs.names()));
    }
    return job;
  }

  private Set<String> after(StepSpec step, Set<String> leftOut) {
    Set<String> needs = new LinkedHashSet<>();
    for (Setting name : step.after()) {
      if (checkStep(name.text(), step, name) && !leftOut.contains(name.text())) {
        needs.add(name.text());
      }
    }
    return needs;
  }

  private Map<String, Setting> fill(
      StepSpec step, Map<String, Setting> options, Set<String> needs, Set<String> leftOut) {
    Map<String, Setting> filled = new LinkedHashMap<>();
    for (Map.Entry<String, Setting> option : options.entrySet()) {
      Setting setting = option.getValue();
      Template template = Template.parse(setting, faults);
      for (Reference reference : template.references()) {
        parameters.checkParameter(reference, setting);
        stepOf(reference).ifPresent(name -> need(name, step, setting, needs, leftOut));
      }
      boolean told =
          template.references().stream()
              .anyMatch(r -> r instanceof Reference.OfParameter p && parameters.missing(p.name()));
      if (!told) {
        String text = template.fill(reference -> value(reference, leftOut));
        secrets
            .fault(text)
            .ifPresent(f -> faults.add(f.problem(), setting.place().toString(), f.remedy()));
        // An empty value stands for none, so that a parameter can leave an option out.
        if (!text.isEmpty()) {
          filled.put(option.getKey(), new Setting(text, setting.place()));
        }
      } else {
        filled.put(option.getKey(), setting);
      }
    }
    return filled;
  }

  /** What a reference stands for; nothing for a step that is left out. */
  private Optional<String> value(Reference reference, Set<String> leftOut) {
    return stepOf(reference).filter(leftOut::contains).isPresent()
        ? Optional.of("")
        : parameters.value(reference);
  }

  private void need(
      String name, StepSpec step, Setting setting, Set<String> needs, Set<String> leftOut) {
    if (checkStep(name, step, setting) && !leftOut.contains(name)) {
      needs.add(name);
    }
  }

  private boolean checkStep(String name, StepSpec step, Setting setting) {
    if (!stepNames.contains(name)) {
      faults.add(
          "step '" + step.name() + "' refers to the unknown step '" + name + "'",
          setting.place().toString(),
          Nearest.remedy(name, "steps", stepNames));
      return false;
    }
    return true;
  }

  private static Optional<String> stepOf(Reference reference) {
    if (reference instanceof Reference.OfOutput of) {
      return Optional.of(of.step());
    }
    if (reference instanceof Reference.OfArtifact of) {
      return Optional.of(of.step());
    }
    return Optional.empty();
  }

  private void checkOptions(Job job, StepSpec step, Map<String, Setting> options) {
    Map<String, String> texts = new LinkedHashMap<>();
    options.forEach((name, setting) -> texts.put(name, setting.text()));
    Faults ofOptions = new Faults();
    JobArguments arguments =
        JobArguments.check(
            job,
            texts,
            name -> {
              Setting setting = options.get(name);
              return (setting == null ? step.place() : setting.place()).toString();
            },
            ofOptions);
    // What only a step before it will tell is checked when the step runs.
    if (ofOptions.isEmpty() && texts.values().stream().noneMatch(text -> text.contains("${"))) {
      Faults together = new Faults();
      job.check(arguments, together);
      together
          .list()
          .forEach(
              fault ->
                  ofOptions.add(
                      "step '" + step.name() + "': " + fault.problem(),
                      step.place().toString(),
                      fault.remedy()));
    }
    faults.addAll(ofOptions.list());
  }

  private String place(String stepName) {
    return spec.step(stepName).map(s -> s.place().toString()).orElse("");
  }
}
