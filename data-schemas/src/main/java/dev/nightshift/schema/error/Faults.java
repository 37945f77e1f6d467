package dev.nightshift.schema.error;

import java.util.ArrayList;
import java.util.List;

/**
 * Collects every fault of one request before any is thrown, so that a user mends them in one go.
 * Not safe for use by several threads.
 */
public final class Faults {

  private final List<Fault> found = new ArrayList<>();

  /** Notes one fault. */
  public void add(String problem, String where, String remedy) {
    found.add(new Fault(problem, where, remedy));
  }

  /** Notes one fault. */
  public void add(Fault fault) {
    found.add(fault);
  }

  /** Notes all faults of another request that is part of this one. */
  public void addAll(List<Fault> faults) {
    found.addAll(faults);
  }

  /** Whether nothing was wrong so far. */
  public boolean isEmpty() {
    return found.isEmpty();
  }

  /** All faults so far, in the order in which they were found. */
  public List<Fault> list() {
    return List.copyOf(found);
  }

  /** Throws a {@link RequestException} with all faults, if there are any. */
  public void throwIfAny() {
    if (!found.isEmpty()) {
      throw new RequestException(found);
    }
  }
}
