package dev.nightshift.curation.filter;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The filters that can be chosen by name. */
public enum FilterName {
  /** {@link GopherQuality}. */
  GOPHER,
  /** {@link GopherRepetition}. */
  GOPHER_REPETITION,
  /** {@link C4Quality}. */
  C4,
  /** {@link FineWebQuality}. */
  FINEWEB,
  /** {@link LanguageFilter}. */
  LANGUAGE,
  /** {@link LengthFilter}. */
  LENGTH,
  /** {@link WordListFilter}. */
  PROFANITY;

  /** Its name in options. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The filter of a label. */
  public static Optional<FilterName> of(String label) {
    return Arrays.stream(values()).filter(f -> f.label().equals(label)).findFirst();
  }

  /** All labels. */
  public static List<String> labels() {
    return Arrays.stream(values()).map(FilterName::label).toList();
  }
}
