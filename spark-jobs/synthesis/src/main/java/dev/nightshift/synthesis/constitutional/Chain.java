package dev.nightshift.synthesis.constitutional;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of one prompt.
 *
 * @param rowId the prompt's row
 * @param steps everything that was generated, in order
 * @param verdict what became of it
 * @param chosen the preferred answer; null where there is no pair
 * @param rejected the other answer; null where there is no pair
 * @param probability of the preferred answer by the model's feedback; null for revisions
 * @param detail what was seen, in words, where there is no pair
 */
public record Chain(
    String rowId,
    List<Step> steps,
    Verdict verdict,
    @Nullable String chosen,
    @Nullable String rejected,
    @Nullable Double probability,
    String detail)
    implements Serializable {

  private static final long serialVersionUID = 1L;

  public Chain {
    // Spark's serializer reads an ArrayList everywhere.
    steps = new ArrayList<>(steps);
  }

  /** What became of a prompt. */
  public enum Verdict {
    /** A pair. */
    KEPT,
    /** Both answers are the same. */
    IDENTICAL,
    /** One of the texts is empty. */
    EMPTY,
    /** A text with its answer does not fit into the model's context. */
    TOO_LONG,
    /** The model's feedback prefers neither. */
    TIE
  }

  /**
   * A text that was generated.
   *
   * @param name {@code answer}, {@code critique-1}, {@code revision-1} …, {@code other-answer}
   * @param principle id of the principle that it follows; empty for answers
   * @param promptDigest digest of what the model saw
   * @param text the text
   */
  public record Step(String name, String principle, String promptDigest, String text)
      implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  static Chain without(String rowId, List<Step> steps, Verdict verdict, String detail) {
    return new Chain(rowId, steps, verdict, null, null, null, detail);
  }
}
