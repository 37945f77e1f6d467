package dev.nightshift.training.policy;

import dev.nightshift.training.data.SequenceFile;

/**
 * One number for each token of each answer: rows of different lengths in one flat array, answer
 * after answer.
 */
final class TokenRows {

  private final int[] starts;

  /** The layout of a file's answers: the tokens behind each prompt. */
  TokenRows(SequenceFile file) {
    this.starts = new int[file.count() + 1];
    for (int i = 0; i < file.count(); i++) {
      starts[i + 1] = starts[i] + file.length(i) - file.firstTarget(i);
    }
  }

  /** Tokens of all answers. */
  int total() {
    return starts[starts.length - 1];
  }

  /** Tokens of an answer. */
  int length(int answer) {
    return starts[answer + 1] - starts[answer];
  }

  /** Tokens of some answers. */
  int length(int[] answers) {
    int length = 0;
    for (int answer : answers) {
      length += length(answer);
    }
    return length;
  }

  /** The numbers by answer. */
  double[][] rows(float[] flat) {
    double[][] rows = new double[starts.length - 1][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = new double[length(i)];
      for (int t = 0; t < rows[i].length; t++) {
        rows[i][t] = flat[starts[i] + t];
      }
    }
    return rows;
  }

  /** Puts the numbers of some answers, one behind the other from a place on, where they belong. */
  void scatter(double[] packed, int from, int[] answers, float[] flat) {
    int at = from;
    for (int answer : answers) {
      for (int t = 0; t < length(answer); t++) {
        flat[starts[answer] + t] = (float) packed[at++];
      }
    }
  }

  /** The numbers of some answers, one behind the other. */
  static double[] gather(double[][] rows, int[] answers) {
    int length = 0;
    for (int answer : answers) {
      length += rows[answer].length;
    }
    double[] packed = new double[length];
    int at = 0;
    for (int answer : answers) {
      System.arraycopy(rows[answer], 0, packed, at, rows[answer].length);
      at += rows[answer].length;
    }
    return packed;
  }
}
