package dev.nightshift.training.federated.spark;

import dev.nightshift.schema.error.WorkException;
import dev.nightshift.training.federated.client.ClientProgram;
import dev.nightshift.training.federated.client.ClientSession;
import dev.nightshift.training.federated.client.LocalResult;
import dev.nightshift.training.federated.client.LocalSettings;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * Trains each client alone from the same parameters and measures what came out on the held-out
 * parts of all: what clients have without each other.
 */
public final class AloneStage {

  private final JavaSparkContext spark;
  private final ClientProgram program;

  /**
   * A stage.
   *
   * @param session the session
   * @param program the model and the data
   */
  public AloneStage(SparkSession session, ClientProgram program) {
    this.spark = JavaSparkContext.fromSparkContext(session.sparkContext());
    this.program = program;
  }

  /**
   * What a client has alone.
   *
   * @param client its number
   * @param examples its examples; without any it keeps the parameters that all start from
   * @param steps steps that it took
   * @param loss held-out loss per unit; NaN where its training was no longer finite
   */
  public record Alone(int client, int examples, long steps, double loss) implements Serializable {}

  /**
   * Trains and measures all clients.
   *
   * @param clients their number
   * @param local how they train
   * @param partitions tasks; the result is the same for any
   * @return by client
   */
  public List<Alone> run(int clients, LocalSettings local, int partitions) {
    ClientProgram model = program;
    List<Integer> all = IntStream.range(0, clients).boxed().toList();
    List<Alone> measured =
        new ArrayList<>(
            spark
                .parallelize(all, Math.max(1, Math.min(clients, partitions)))
                .mapPartitions(
                    some -> {
                      List<Alone> done = new ArrayList<>();
                      try (ClientSession session = model.open()) {
                        float[] start = session.initial();
                        while (some.hasNext()) {
                          done.add(alone(session, start, some.next(), local));
                        }
                      }
                      return done.iterator();
                    })
                .collect());
    measured.sort(Comparator.comparingInt(Alone::client));
    return measured;
  }

  private static Alone alone(
      ClientSession session, float[] start, int client, LocalSettings local) {
    int examples = session.examples(client);
    float[] parameters = start.clone();
    long steps = 0;
    if (examples > 0) {
      try {
        LocalResult result = session.train(client, 1, start, local, null, false);
        for (int i = 0; i < parameters.length; i++) {
          parameters[i] += result.change()[i];
        }
        steps = result.steps();
      } catch (WorkException e) {
        return new Alone(client, examples, 0, Double.NaN);
      }
    }
    double sum = 0;
    double units = 0;
    for (int part = 0; part < session.heldOutParts(); part++) {
      double[] loss = session.measure(parameters, part).getOrDefault("loss", new double[2]);
      sum += loss[0];
      units += loss[1];
    }
    return new Alone(client, examples, steps, sum / units);
  }
}
