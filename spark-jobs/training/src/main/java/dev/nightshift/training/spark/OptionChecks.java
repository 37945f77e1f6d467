package dev.nightshift.training.spark;

import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.schema.error.Faults;

/**
 * Bounds of options that hold numbers. An option that has no value is within all of them.
 *
 * @param arguments the options
 * @param faults takes a fault for each that is out of its bounds
 */
public record OptionChecks(JobArguments arguments, Faults faults) {

  /** A whole number. */
  public void atLeast(String name, long least) {
    within(name, least, Long.MAX_VALUE);
  }

  /** A whole number of 32 bits. */
  public void count(String name, long least) {
    within(name, least, Integer.MAX_VALUE);
  }

  private void within(String name, long least, long most) {
    if (!arguments.has(name)) {
      return;
    }
    long value = arguments.integer(name);
    if (value < least || value > most) {
      faults.add("--" + name + " is " + value, "", "Give at least " + least + ".");
    }
  }

  /** A number above 0. */
  public void positive(String name) {
    if (arguments.has(name) && !(arguments.number(name) > 0)) {
      faults.add("--" + name + " is " + arguments.text(name), "", "Give more than 0.");
    }
  }

  /** A number; {@link Double#MAX_VALUE} is no upper bound. */
  public void range(String name, double least, double most) {
    if (!arguments.has(name)) {
      return;
    }
    double value = arguments.number(name);
    if (value < least || value > most) {
      faults.add(
          "--" + name + " is " + value,
          "",
          most == Double.MAX_VALUE
              ? "Give at least " + least + "."
              : "Give a number from " + least + " to " + most + ".");
    }
  }

  /** A whole number of an option of kind execution, which may hold any text. */
  public void execution(String name, int least) {
    String text = arguments.text(name);
    if (!text.matches("[0-9]{1,9}") || Integer.parseInt(text) < least) {
      faults.add("--" + name + " is '" + text + "'", "", "Give a whole number from " + least + ".");
    }
  }
}
