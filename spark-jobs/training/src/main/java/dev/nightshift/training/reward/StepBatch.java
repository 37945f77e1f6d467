package dev.nightshift.training.reward;

import dev.nightshift.training.lm.TokenBatch;
import java.util.List;

/**
 * Answers in steps for one forward pass, one a row.
 *
 * @param tokens the rows
 * @param positions the end of each step, in the batch laid out flat, [N]
 * @param labels what each step is: 1 right, 0 wrong, [N]
 */
public record StepBatch(TokenBatch tokens, long[] positions, long[] labels) {

  public StepBatch {
    if (positions.length != labels.length) {
      throw new IllegalArgumentException(
          positions.length + " steps have " + labels.length + " labels");
    }
    positions = positions.clone();
    labels = labels.clone();
  }

  /** Gathers answers; nothing sees the token that fills their rows. */
  static StepBatch of(List<LabelledSteps> answers, int padding) {
    TokenBatch tokens =
        TokenBatch.of(answers.stream().map(LabelledSteps::ids).toList(), 1, padding);
    int count = answers.stream().mapToInt(answer -> answer.labels().length).sum();
    long[] positions = new long[count];
    long[] labels = new long[count];
    int at = 0;
    for (int row = 0; row < answers.size(); row++) {
      LabelledSteps answer = answers.get(row);
      for (int step = 0; step < answer.labels().length; step++) {
        positions[at] = (long) row * tokens.width() + answer.ends()[step];
        labels[at++] = answer.labels()[step];
      }
    }
    return new StepBatch(tokens, positions, labels);
  }

  /** Number of steps, N. */
  public int steps() {
    return labels.length;
  }

}
