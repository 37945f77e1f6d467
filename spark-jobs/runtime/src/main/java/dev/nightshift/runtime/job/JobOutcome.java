package dev.nightshift.runtime.job;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a run says of itself; it is stored in {@code runs} and shown to the user. The table versions
 * are not here: the context knows what was written.
 *
 * @param counts named counts, in the order of showing ({@code read}, {@code kept}, {@code
 *     rejected})
 * @param values named measured values
 * @param artifacts name to path of each folder or file that was made ({@code model}, {@code
 *     tokenizer}, {@code report})
 */
public record JobOutcome(
    Map<String, Long> counts, Map<String, Double> values, Map<String, String> artifacts) {

  public JobOutcome {
    counts = Collections.unmodifiableMap(new LinkedHashMap<>(counts));
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    artifacts = Collections.unmodifiableMap(new LinkedHashMap<>(artifacts));
  }

  /** An outcome with nothing to say yet. */
  public static JobOutcome empty() {
    return new JobOutcome(Map.of(), Map.of(), Map.of());
  }

  /** This outcome with one more count. */
  public JobOutcome count(String name, long count) {
    Map<String, Long> more = new LinkedHashMap<>(counts);
    more.put(name, count);
    return new JobOutcome(more, values, artifacts);
  }

  /** This outcome with one more value. */
  public JobOutcome value(String name, double value) {
    Map<String, Double> more = new LinkedHashMap<>(values);
    more.put(name, value);
    return new JobOutcome(counts, more, artifacts);
  }

  /** This outcome with one more artifact. */
  public JobOutcome artifact(String name, String path) {
    Map<String, String> more = new LinkedHashMap<>(artifacts);
    more.put(name, path);
    return new JobOutcome(counts, values, more);
  }
}
