package dev.nightshift.eval.request;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What is asked of a model, as {@code output_type} of lm-evaluation-harness names it. */
public enum RequestKind {
  /** The log-likelihood of each choice after the prompt. */
  MULTIPLE_CHOICE("multiple_choice"),
  /** The log-likelihood of the target after the prompt. */
  LOGLIKELIHOOD("loglikelihood"),
  /** The log-likelihood of a whole text, in windows of the model's context. */
  LOGLIKELIHOOD_ROLLING("loglikelihood_rolling"),
  /** A continuation of the prompt. */
  GENERATE_UNTIL("generate_until");

  private final String label;

  RequestKind(String label) {
    this.label = label;
  }

  /** The name in task files. */
  public String label() {
    return label;
  }

  /** The kind of that name. */
  public static Optional<RequestKind> find(String label) {
    return Arrays.stream(values()).filter(kind -> kind.label.equals(label)).findFirst();
  }

  /** All names, for messages. */
  public static List<String> labels() {
    return Arrays.stream(values()).map(RequestKind::label).toList();
  }
}
