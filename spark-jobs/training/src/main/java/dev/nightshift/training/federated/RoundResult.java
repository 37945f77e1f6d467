package dev.nightshift.training.federated;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the clients of a round gave together.
 *
 * @param vector the weighted sum of their vectors, or what a robust rule made of them; null where
 *     no client has a part
 * @param weight the sum of their weights
 * @param reports what is told of each client, by slot
 * @param obstacle what kept the round from being summed although clients have a part, or empty
 * @param values what was measured on the way, by name
 */
public record RoundResult(
    float @Nullable [] vector,
    double weight,
    List<ClientReport> reports,
    String obstacle,
    Map<String, Double> values) {

  public RoundResult {
    reports = List.copyOf(reports);
    values = Map.copyOf(values);
  }

  /** A result without measured values, of clients that tell their weights. */
  public RoundResult(float @Nullable [] vector, List<ClientReport> reports, String obstacle) {
    this(
        vector,
        reports.stream().mapToDouble(ClientReport::weight).sum(),
        reports,
        obstacle,
        Map.of());
  }

  /** Number of clients that have a part. */
  public int parts() {
    return (int) reports.stream().filter(report -> report.leftOut() == null).count();
  }
}
