package dev.nightshift.training.federated.spark;

import dev.nightshift.training.federated.secure.SecretSeed;
import dev.nightshift.training.federated.secure.SecretSource;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * What the driver learns of the secret, which tasks alone read: whether it can be used, and a seed
 * that was derived for the server, from which no mask of a client follows.
 */
public final class ServerSecret {

  private ServerSecret() {}

  /** What keeps tasks from using a secret, if anything. */
  public static Optional<String> problem(SparkSession session, SecretSource source) {
    String problem =
        JavaSparkContext.fromSparkContext(session.sparkContext())
            .parallelize(List.of(source), 1)
            .map(place -> place.problem().orElse(""))
            .first();
    return Optional.of(problem).filter(text -> !text.isEmpty());
  }

  /**
   * The seed of the server.
   *
   * @param request digest of all that decides the result
   */
  public static SecretSeed of(SparkSession session, SecretSource source, String request) {
    return SecretSeed.of(
        JavaSparkContext.fromSparkContext(session.sparkContext())
            .parallelize(List.of(source), 1)
            .map(place -> place.open().ofServer(request))
            .first());
  }
}
