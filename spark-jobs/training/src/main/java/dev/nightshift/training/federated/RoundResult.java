package dev.nightshift.training.federated;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the clients of a round gave together.
 *
 * @param vector the weighted sum of their vectors, or what a robust rule made of them; null where
 *     no client has a part
 * @param reports what is told of each client, by slot
 * @param obstacle what kept the round from being summed although clients have a part, or empty
 */
public record RoundResult(float @Nullable [] vector, List<ClientReport> reports, String obstacle) {

  public RoundResult {
    reports = List.copyOf(reports);
  }

  /** The sum of the weights. */
  public double weight() {
    double sum = 0;
    for (ClientReport report : reports) {
      sum += report.weight();
    }
    return sum;
  }

  /** Number of clients that have a part. */
  public int parts() {
    return (int) reports.stream().filter(report -> report.leftOut() == null).count();
  }
}
