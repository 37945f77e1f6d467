package dev.nightshift.training.reward;

/**
 * An answer whose steps were judged.
 *
 * @param ids all token ids, the prompt's first
 * @param ends index of the last token of each step
 * @param labels what each step is: 1 right, 0 wrong
 */
public record LabelledSteps(int[] ids, int[] ends, int[] labels) {

  public LabelledSteps {
    if (ends.length != labels.length) {
      throw new IllegalArgumentException(ends.length + " steps have " + labels.length + " labels");
    }
    for (int i = 0; i < ends.length; i++) {
      if (ends[i] < 0 || ends[i] >= ids.length || labels[i] < 0 || labels[i] > 1) {
        throw new IllegalArgumentException(
            "step " + i + " ends at " + ends[i] + " of " + ids.length + " with " + labels[i]);
      }
    }
  }
}
