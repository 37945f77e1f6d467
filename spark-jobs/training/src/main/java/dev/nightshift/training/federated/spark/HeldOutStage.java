package dev.nightshift.training.federated.spark;

import dev.nightshift.training.federated.client.ClientProgram;
import dev.nightshift.training.federated.client.ClientSession;
import dev.nightshift.training.federated.server.ServerState;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * Measures a server's state on the held-out parts, which are dealt to tasks; their sums are added
 * in the order of the parts.
 */
public final class HeldOutStage {

  private final JavaSparkContext spark;
  private final ClientProgram program;
  private final int parts;

  /**
   * A stage.
   *
   * @param session the session
   * @param program the model and the data
   * @param parts number of held-out parts
   */
  public HeldOutStage(SparkSession session, ClientProgram program, int parts) {
    this.spark = JavaSparkContext.fromSparkContext(session.sparkContext());
    this.program = program;
    this.parts = parts;
  }

  /** Sums of a part. */
  private record Part(int number, LinkedHashMap<String, double[]> sums) implements Serializable {}

  /**
   * Means by name: {@code validation/loss} per unit, and the metrics of the objective.
   *
   * @param state folder of the state, which all executors see
   */
  public Map<String, Double> measure(Path state) {
    if (parts == 0) {
      return Map.of();
    }
    ClientProgram model = program;
    String folder = state.toString();
    List<Integer> numbers = IntStream.range(0, parts).boxed().toList();
    List<Part> measured =
        new ArrayList<>(
            spark
                .parallelize(numbers, Math.min(parts, spark.defaultParallelism()))
                .mapPartitions(
                    some -> {
                      List<Part> done = new ArrayList<>();
                      try (ClientSession session = model.open()) {
                        float[] weights = ServerState.readWeights(Path.of(folder));
                        while (some.hasNext()) {
                          int number = some.next();
                          done.add(
                              new Part(
                                  number, new LinkedHashMap<>(session.measure(weights, number))));
                        }
                      }
                      return done.iterator();
                    })
                .collect());
    measured.sort(Comparator.comparingInt(Part::number));
    Map<String, double[]> totals = new LinkedHashMap<>();
    for (Part part : measured) {
      part.sums()
          .forEach(
              (name, sum) -> {
                double[] total = totals.computeIfAbsent(name, n -> new double[2]);
                total[0] += sum[0];
                total[1] += sum[1];
              });
    }
    Map<String, Double> means = new LinkedHashMap<>();
    totals.forEach(
        (name, total) -> {
          if (total[1] > 0) {
            means.put("validation/" + name, total[0] / total[1]);
          }
        });
    return means;
  }
}
