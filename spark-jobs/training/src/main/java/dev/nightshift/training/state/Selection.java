package dev.nightshift.training.state;

import java.util.Map;
import java.util.OptionalLong;

/**
 * Which checkpoint of a training becomes the model, and when the training ends early: after {@code
 * patience} measurements in a row that were no better than the best before them (Prechelt 1998,
 * "Early stopping, but when?", criterion UP). Better is strictly less; the model as it came, at
 * step 0, is the first to beat and is never selected.
 *
 * <p>A function of the measurements in their order, so a resumed training selects what an
 * uninterrupted one does.
 */
public final class Selection {

  private final String criterion;
  private final boolean best;
  private final int patience;
  private double least = Double.POSITIVE_INFINITY;
  private long leastAt;
  private int since;

  /**
   * A selection.
   *
   * @param criterion name of the measured value; less is better
   * @param best whether the best checkpoint becomes the model, or else the last
   * @param patience measurements without improvement that end the training; 0 for no early end
   */
  public Selection(String criterion, boolean best, int patience) {
    this.criterion = criterion;
    this.best = best;
    this.patience = patience;
  }

  /** Takes what was measured after a step; later steps come later. */
  public void measured(long step, Map<String, Double> values) {
    Double value = values.get(criterion);
    if (value == null) {
      return;
    }
    if (value < least) {
      least = value;
      leastAt = step;
      since = 0;
    } else {
      since++;
    }
  }

  /** Whether the training has ended. */
  public boolean ended() {
    return patience > 0 && since >= patience;
  }

  /** The step whose checkpoint is to be kept beside the newest, if any. */
  public OptionalLong kept() {
    return best && leastAt > 0 ? OptionalLong.of(leastAt) : OptionalLong.empty();
  }
}
