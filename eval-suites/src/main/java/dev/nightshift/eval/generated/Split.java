package dev.nightshift.eval.generated;

import java.util.Locale;

/** On which side of the split a problem's operands lie. */
public enum Split {
  /** Operands that training data may show. */
  TRAIN,
  /** Operands that only evaluation shows. */
  HELD_OUT;

  /** The name in files: lower case, with a dash. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
