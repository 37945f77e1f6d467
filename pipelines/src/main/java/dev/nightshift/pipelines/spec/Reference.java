package dev.nightshift.pipelines.spec;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What stands between {@code ${} and {@code }} in a value. */
public sealed interface Reference {

  /** {@code parameters.NAME}. */
  record OfParameter(String name) implements Reference {}

  /** {@code steps.NAME.outputs.TABLE}: the table at the version that the step wrote. */
  record OfOutput(String step, String table) implements Reference {}

  /** {@code steps.NAME.artifacts.NAME}: the path of a folder or file that the step made. */
  record OfArtifact(String step, String artifact) implements Reference {}

  /** {@code run.seed}. */
  record OfSeed() implements Reference {}

  /** {@code lake}: the folder of the lake. */
  record OfLake() implements Reference {}

  /** {@code spec.folder}: the folder of the pipeline's file. */
  record OfSpecFolder() implements Reference {}

  /** {@code step.folder}: a folder in the lake, named by all that decides what the step makes. */
  record OfStepFolder() implements Reference {}

  /** {@code env:NAME} or {@code file:PATH}: a secret, resolved when a job asks for it. */
  record OfSecret() implements Reference {}

  /** The forms, for messages. */
  String FORMS =
      "${parameters.NAME}, ${steps.NAME.outputs.TABLE}, ${steps.NAME.artifacts.NAME}, ${run.seed},"
          + " ${lake}, ${spec.folder}, ${step.folder}, ${env:NAME}, ${file:PATH}";

  Pattern NAMED = Pattern.compile("parameters\\.([A-Za-z0-9_-]+)");
  Pattern STEP =
      Pattern.compile("steps\\.([A-Za-z0-9_-]+)\\.(outputs|artifacts)\\.([A-Za-z0-9_.-]+)");

  /** Reads what stands between the braces; empty if it is none of the forms. */
  static Optional<Reference> parse(String body) {
    Matcher step = STEP.matcher(body);
    if (step.matches()) {
      return Optional.of(
          step.group(2).equals("outputs")
              ? new OfOutput(step.group(1), step.group(3))
              : new OfArtifact(step.group(1), step.group(3)));
    }
    Matcher named = NAMED.matcher(body);
    if (named.matches()) {
      return Optional.of(new OfParameter(named.group(1)));
    }
    if (body.matches("env:.+|file:.+")) {
      return Optional.of(new OfSecret());
    }
    return switch (body) {
      case "run.seed" -> Optional.of(new OfSeed());
      case "lake" -> Optional.of(new OfLake());
      case "step.folder" -> Optional.of(new OfStepFolder());
      case "spec.folder" -> Optional.of(new OfSpecFolder());
      default -> Optional.empty();
    };
  }
}
