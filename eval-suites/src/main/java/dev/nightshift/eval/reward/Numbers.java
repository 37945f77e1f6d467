package dev.nightshift.eval.reward;

import dev.nightshift.schema.error.Faults;

/** Options that are numbers. */
final class Numbers {

  private Numbers() {}

  /** Notes a fault where the option is no finite number. */
  static void check(RewardPart part, String key, String where, Faults faults) {
    try {
      if (Double.isFinite(part.number(key))) {
        return;
      }
    } catch (NumberFormatException e) {
      // Told below, as infinity is.
    }
    faults.add(key + " is '" + part.option(key) + "', which is no number", where, "");
  }

  /** Notes a fault where the option is no number of at least so much. */
  static void checkAtLeast(RewardPart part, String key, double least, String where, Faults faults) {
    int before = faults.list().size();
    check(part, key, where, faults);
    if (faults.list().size() == before && part.number(key) < least) {
      faults.add(key + " is " + part.option(key), where, "Write at least " + least + ".");
    }
  }
}
