package dev.nightshift.training.spark.federated;

import dev.nightshift.runtime.codec.RecordCodec;
import dev.nightshift.runtime.job.JobContext;
import dev.nightshift.schema.identity.Digest;
import dev.nightshift.schema.table.LakeTables;
import dev.nightshift.training.federated.ClientReport;
import dev.nightshift.training.federated.LeftOut;
import dev.nightshift.training.federated.RoundResult;
import dev.nightshift.training.spark.TrainingFlow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** The rows of {@code rounds} and {@code metrics} of a run, appended a segment at a time. */
final class FederatedLog {

  /** What names of held-out values start with. */
  static final String VALIDATION = "validation/";

  /** A row of {@code rounds}. */
  record RoundRow(
      long round,
      String method,
      String rule,
      String stateBefore,
      String stateAfter,
      @Nullable Integer sampled,
      @Nullable Integer takenPart,
      String clientsDigest,
      @Nullable Map<String, String> leftOut,
      @Nullable Double epsilon,
      @Nullable String obstacle,
      Map<String, Double> values) {

    /** The same without what was measured on held-out rows. */
    RoundRow unmeasured() {
      Map<String, Double> kept = new LinkedHashMap<>(values);
      kept.keySet().removeIf(name -> name.startsWith(VALIDATION));
      return new RoundRow(
          round,
          method,
          rule,
          stateBefore,
          stateAfter,
          sampled,
          takenPart,
          clientsDigest,
          leftOut,
          epsilon,
          obstacle,
          kept);
    }
  }

  private static final RecordCodec<RoundRow> ROUNDS =
      RecordCodec.of(RoundRow.class, LakeTables.ROUNDS);
  private static final RecordCodec<TrainingFlow.Metric> METRICS =
      RecordCodec.of(TrainingFlow.Metric.class, LakeTables.METRICS);

  private final JobContext context;
  private final FederatedSetup setup;
  private final List<RoundRow> rows = new ArrayList<>();
  private final List<TrainingFlow.Metric> metrics = new ArrayList<>();

  FederatedLog(JobContext context, FederatedSetup setup) {
    this.context = context;
    this.setup = setup;
  }

  /** Takes down what was measured before the first round. */
  void before(Map<String, Double> measured) {
    measured.forEach((name, value) -> metrics.add(new TrainingFlow.Metric(0, name, value)));
  }

  /** Takes down a round; of a private one nothing that noise does not cover. */
  void round(
      long round,
      String before,
      String after,
      RoundResult result,
      double epsilon,
      Map<String, Double> values) {
    int[] clients = setup.clients(round);
    Digest digest = Digest.start();
    for (int client : clients) {
      digest.add(setup.name(client));
    }
    Map<String, String> leftOut = new LinkedHashMap<>();
    for (ClientReport report : result.reports()) {
      LeftOut reason = report.leftOut();
      if (reason != null) {
        leftOut.put(setup.name(clients[report.slot()]), told(reason, report));
      }
    }
    rows.add(
        new RoundRow(
            round,
            setup.server().method().label(),
            setup.rule(),
            before,
            after,
            setup.isPrivate() ? null : clients.length,
            setup.isPrivate() ? null : result.parts(),
            digest.hex(),
            setup.isPrivate() ? null : leftOut,
            Double.isNaN(epsilon) ? null : epsilon,
            obstacle(result.obstacle()),
            values));
    values.forEach(
        (name, value) ->
            metrics.add(
                new TrainingFlow.Metric(
                    round, name.startsWith(VALIDATION) ? name : "train/" + name, value)));
  }

  /** What kept a round from changing the model; of private runs without numbers of clients. */
  private @Nullable String obstacle(String obstacle) {
    if (obstacle.isEmpty()) {
      return null;
    }
    return setup.isPrivate() ? "too few clients" : obstacle;
  }

  /** The reason, and what went wrong in words where single clients are not hidden. */
  private String told(LeftOut reason, ClientReport report) {
    return setup.secret() != null || report.detail().isEmpty()
        ? reason.label()
        : reason.label() + ": " + report.detail();
  }

  /**
   * Takes down the rounds of another run, up to one; what that run measured after its last round
   * stays out where this one would not have measured.
   *
   * @param run its id
   * @param last the last round
   * @param measured whether this run measures after that round
   */
  void copy(String run, long last, boolean measured) {
    for (RoundRow row : ROUNDS.collect(own(LakeTables.ROUNDS.name(), run).orderBy("round"))) {
      if (row.round() <= last) {
        rows.add(row.round() == last && !measured ? row.unmeasured() : row);
      }
    }
    for (TrainingFlow.Metric metric :
        METRICS.collect(own(LakeTables.METRICS.name(), run).orderBy("step", "name"))) {
      boolean heldOut = metric.name().startsWith(VALIDATION);
      boolean behind = metric.step() == last && heldOut && !measured;
      if (metric.step() > 0 && metric.step() <= last && !behind) {
        metrics.add(metric);
      }
    }
  }

  private Dataset<Row> own(String table, String run) {
    return context.lake().ownRows(table, run).drop("run_id");
  }

  /** Appends what was taken down, once. */
  void commit(long segment) {
    if (!rows.isEmpty() && !context.written(LakeTables.ROUNDS.name(), segment)) {
      context.append(
          LakeTables.ROUNDS.name(),
          LakeTables.ROUNDS,
          ROUNDS.dataset(context.spark(), rows),
          segment);
    }
    if (!metrics.isEmpty() && !context.written(LakeTables.METRICS.name(), segment)) {
      context.append(
          LakeTables.METRICS.name(),
          LakeTables.METRICS,
          METRICS.dataset(context.spark(), metrics),
          segment);
    }
    rows.clear();
    metrics.clear();
  }
}
