package dev.nightshift.eval.metric;

import dev.nightshift.eval.request.RequestKind;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * 1 where the item is right; else 0. Of choices, the likeliest must be a right one, after the rule
 * of the name; the first of several likeliest counts. Under {@code acc}, a target that is scored by
 * itself must be the greedy continuation, and a generated answer must equal a right text character
 * by character.
 *
 * @param rule what choices are compared by
 */
public record Accuracy(Rule rule) implements ItemMetric {

  /** What choices are compared by, as in lm-evaluation-harness. */
  public enum Rule {
    /** The log-likelihood. */
    PLAIN("acc"),
    /** The log-likelihood divided by the choice's characters. */
    CHARACTERS("acc_norm"),
    /** The log-likelihood divided by the choice's bytes of UTF-8. */
    BYTES("acc_bytes"),
    /** The log-likelihood less that after an empty prompt. */
    MUTUAL_INFORMATION("acc_mutual_info");

    private final String label;

    Rule(String label) {
      this.label = label;
    }

    /** The metric's name in task files. */
    public String label() {
      return label;
    }
  }

  @Override
  public String name() {
    return rule.label();
  }

  @Override
  public Set<RequestKind> kinds() {
    return rule == Rule.PLAIN
        ? EnumSet.of(
            RequestKind.MULTIPLE_CHOICE, RequestKind.LOGLIKELIHOOD, RequestKind.GENERATE_UNTIL)
        : EnumSet.of(RequestKind.MULTIPLE_CHOICE);
  }

  @Override
  public boolean needsUnconditional() {
    return rule == Rule.MUTUAL_INFORMATION;
  }

  @Override
  public List<ItemScore> score(ItemOutcome outcome, List<String> answers) {
    if (!answers.isEmpty()) {
      return List.of(
          ItemScore.of(name(), ExactMatch.share(outcome.target(), answers, String::equals)));
    }
    boolean right =
        outcome.target().choices().isEmpty()
            ? outcome.choices().get(0).greedy()
            : outcome.target().isRight(outcome.best(this::value));
    return List.of(ItemScore.of(name(), right));
  }

  private double value(ChoiceOutcome choice) {
    return switch (rule) {
      case PLAIN -> choice.logLikelihood();
      case CHARACTERS -> choice.logLikelihood() / choice.characters();
      case BYTES -> choice.logLikelihood() / choice.bytes();
      case MUTUAL_INFORMATION -> choice.logLikelihood() - unconditional(choice.unconditional());
    };
  }

  private static double unconditional(@Nullable Double value) {
    if (value == null) {
      throw new IllegalStateException("the log-likelihood after an empty prompt was not asked for");
    }
    return value;
  }
}
