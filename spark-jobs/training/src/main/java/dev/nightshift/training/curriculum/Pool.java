package dev.nightshift.training.curriculum;

/**
 * What a step draws from: places in the order of difficulty.
 *
 * @param from the first place
 * @param to the place after the last one
 * @param competence what the curriculum allows, 0 to 1
 */
public record Pool(int from, int to, double competence) {

  public Pool {
    if (from < 0 || to <= from || !(competence >= 0 && competence <= 1)) {
      throw new IllegalArgumentException("places " + from + " to " + to + " at " + competence);
    }
  }

  /** Number of examples. */
  public int size() {
    return to - from;
  }

  /** The first ⌈competence · count⌉ examples, at least {@code least} of them or all. */
  static Pool upTo(double competence, int count, int least) {
    int size = (int) Math.ceil(competence * count);
    return new Pool(0, Math.min(count, Math.max(Math.max(1, least), size)), competence);
  }

  /** The examples of a level, from 0, where {@code levels} divide all evenly. */
  static Pool level(int level, int levels, int count) {
    int from = (int) ((long) count * level / levels);
    int to = (int) ((long) count * (level + 1) / levels);
    return new Pool(from, Math.max(to, from + 1), (level + 1.0) / levels);
  }

  /** The same, or with its neighbours on both sides, so that it has so many of {@code count}. */
  Pool atLeast(int least, int count) {
    int missing = Math.min(least, count) - size();
    if (missing <= 0) {
      return this;
    }
    int end = Math.min(count, to + missing);
    return new Pool(Math.max(0, from - (missing - (end - to))), end, competence);
  }
}
