package dev.nightshift.inference.score;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * What is to be scored.
 *
 * @param id name of the request, used in errors
 * @param subject a completion after a prompt, a whole text, or the same as token ids
 */
public record ScoreRequest(String id, Subject subject) {

  /** What is scored, and what only stands before it. */
  public sealed interface Subject {}

  /** The completion is scored, given the prompt. */
  public record Completion(String prompt, String completion) implements Subject {
    public Completion {
      Objects.requireNonNull(prompt, "prompt");
      Objects.requireNonNull(completion, "completion");
    }
  }

  /** The whole text is scored. */
  public record Text(String text) implements Subject {
    public Text {
      Objects.requireNonNull(text, "text");
    }
  }

  /**
   * Token ids, taken as they are.
   *
   * @param context ids that stand before; may be empty
   * @param targets ids that are scored; the first of them is not where the context is empty
   */
  public record Tokens(List<Integer> context, List<Integer> targets) implements Subject {
    public Tokens {
      context = List.copyOf(context);
      targets = List.copyOf(targets);
    }
  }

  public ScoreRequest {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(subject, "subject");
  }

  /** A completion after a prompt. */
  public static ScoreRequest ofCompletion(String id, String prompt, String completion) {
    return new ScoreRequest(id, new Completion(prompt, completion));
  }

  /** A whole text. */
  public static ScoreRequest ofText(String id, String text) {
    return new ScoreRequest(id, new Text(text));
  }

  /** Token ids after others. */
  public static ScoreRequest ofTokens(String id, int[] context, int[] targets) {
    return new ScoreRequest(
        id,
        new Tokens(
            Arrays.stream(context).boxed().toList(), Arrays.stream(targets).boxed().toList()));
  }
}
