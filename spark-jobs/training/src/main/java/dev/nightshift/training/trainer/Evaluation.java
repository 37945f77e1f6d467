package dev.nightshift.training.trainer;

import dev.nightshift.schema.identity.Digest;
import java.util.List;
import java.util.Map;

/**
 * What was measured on held-out data.
 *
 * @param values over all examples, by the names under which they are stored
 * @param examples of single examples, where the method tells them
 */
public record Evaluation(Map<String, Double> values, List<Example> examples) {

  /** Nothing was measured. */
  public static final Evaluation NONE = new Evaluation(Map.of(), List.of());

  /**
   * What was measured of one example.
   *
   * @param example its number in the held-out data
   * @param prompt digest of its prompt; examples of one prompt are not independent
   * @param values by name
   */
  public record Example(int example, String prompt, Map<String, Double> values) {

    /** An example with the token ids of its prompt. */
    public static Example of(int example, int[] prompt, Map<String, Double> values) {
      Digest digest = Digest.start().add(prompt.length);
      for (int token : prompt) {
        digest.add(token);
      }
      return new Example(example, digest.hex(), values);
    }
  }

  public Evaluation {
    examples = List.copyOf(examples);
  }

  /** Values of all examples alone. */
  public static Evaluation of(Map<String, Double> values) {
    return new Evaluation(values, List.of());
  }
}
