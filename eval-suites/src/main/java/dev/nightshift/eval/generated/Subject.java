package dev.nightshift.eval.generated;

import java.util.Locale;

/** What a problem asks for. */
public enum Subject {
  /** The result of an operation on two numbers. */
  ARITHMETIC,
  /** The unknown of a linear equation that one step solves. */
  ALGEBRA;

  /** The name in files: lower case. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
