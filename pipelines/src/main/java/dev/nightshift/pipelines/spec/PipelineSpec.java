package dev.nightshift.pipelines.spec;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A pipeline as written, structurally sound but not yet checked against the jobs.
 *
 * @param name in kebab case
 * @param description what it does, in one line
 * @param folder folder of the file, for {@code ${spec.folder}}
 * @param seed the seed where the command line gives none; null for 0
 * @param parameters in the order of the file
 * @param steps in the order of the file
 */
public record PipelineSpec(
    String name,
    String description,
    String folder,
    @Nullable Setting seed,
    List<ParameterSpec> parameters,
    List<StepSpec> steps) {

  /** The version of the format that this code reads. */
  public static final int FORMAT = 1;

  public PipelineSpec {
    parameters = List.copyOf(parameters);
    steps = List.copyOf(steps);
  }

  /** The parameter of that name, if there is one. */
  public Optional<ParameterSpec> parameter(String parameterName) {
    return parameters.stream().filter(p -> p.name().equals(parameterName)).findFirst();
  }

  /** The step of that name, if there is one. */
  public Optional<StepSpec> step(String stepName) {
    return steps.stream().filter(s -> s.name().equals(stepName)).findFirst();
  }
}
