package dev.nightshift.training.meta;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Whose mean and variance a batch normalisation uses when it is measured. */
public enum Normalisation {
  /**
   * Those of the images that go through together: the query is normalised by the whole query
   * (transductive). What Finn et al. 2017 and Nichol et al. 2018 report by default.
   */
  TRANSDUCTIVE,
  /**
   * Running means over training episodes, so that an image is judged alone (inductive). What Snell
   * et al. 2017 report.
   */
  RUNNING;

  /** The name in options. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** All names. */
  public static List<String> labels() {
    return Arrays.stream(values()).map(Normalisation::label).toList();
  }
}
