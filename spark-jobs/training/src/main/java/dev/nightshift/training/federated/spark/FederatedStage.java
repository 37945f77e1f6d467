package dev.nightshift.training.federated.spark;

import dev.nightshift.training.federated.ClientReport;
import dev.nightshift.training.federated.ClientStage;
import dev.nightshift.training.federated.Combination;
import dev.nightshift.training.federated.RoundResult;
import dev.nightshift.training.federated.RoundTask;
import dev.nightshift.training.federated.aggregate.Distances;
import dev.nightshift.training.federated.aggregate.RobustRule;
import dev.nightshift.training.federated.secure.MaskGraph;
import dev.nightshift.training.federated.secure.Quantisation;
import dev.nightshift.training.federated.spark.BlockTask.Product;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * Runs the clients of a round as Spark tasks over neighbouring slots. The vectors are cut into
 * blocks of coordinates that are shuffled to reducers; the driver collects one vector, whatever the
 * number of clients. The result depends neither on the number of tasks nor on that of reducers.
 *
 * <p>Rules that compare vectors shuffle them once and read the shuffle twice: for the distances,
 * and for the chosen ones.
 */
public final class FederatedStage implements ClientStage {

  /** Tasks for each core, so that one with large clients does not keep the others waiting. */
  private static final int TASKS_OF_A_CORE = 2;

  private final JavaSparkContext spark;
  private final Combination combination;
  private final int length;

  /** Numbers of what leaves a task: a masked vector carries its weight and what was cut. */
  private final int width;

  private final long seed;
  private final @Nullable SecureRounds rounds;
  private final int partitions;

  /**
   * A stage.
   *
   * @param session the session
   * @param combination how vectors come together
   * @param length numbers of a client's vector
   * @param seed the run's seed, for the circle of masks
   * @param rounds what secure sums need; null where there are none
   * @param partitions tasks of a round; 0 for two for each core
   */
  public FederatedStage(
      SparkSession session,
      Combination combination,
      int length,
      long seed,
      @Nullable SecureRounds rounds,
      int partitions) {
    this.spark = JavaSparkContext.fromSparkContext(session.sparkContext());
    this.combination = combination;
    this.length = length;
    this.width = combination.secure() ? length + SlotTask.FURTHER : length;
    this.seed = seed;
    this.rounds = rounds;
    this.partitions = partitions;
  }

  @Override
  public RoundResult run(RoundTask task) throws IOException {
    if (task.slots() == 0) {
      return new RoundResult(null, List.of(), "");
    }
    RobustRule rule = combination.rule();
    if (rule != null) {
      return robust(task, rule);
    }
    return combination.secure() ? secure(task) : plain(task);
  }

  private RoundResult plain(RoundTask task) {
    Gathered gathered =
        gather(shuffled(new SlotTask(task, length, true, null), task), Product.SUM, null, null);
    return new RoundResult(floats(gathered), gathered.reports, "");
  }

  private RoundResult robust(RoundTask task, RobustRule rule) {
    JavaPairRDD<PieceKey, Piece> vectors = shuffled(new SlotTask(task, length, false, null), task);
    if (!rule.comparesVectors()) {
      Gathered gathered = gather(vectors, Product.COMBINATION, rule, null);
      return new RoundResult(floats(gathered), gathered.reports, "");
    }
    List<ClientReport> reports = new ArrayList<>();
    double[][] distances = null;
    Iterator<BlockResult> parts =
        vectors.mapPartitions(new BlockTask(Product.DISTANCES, null, null)).toLocalIterator();
    while (parts.hasNext()) {
      BlockResult part = parts.next();
      reports.addAll(part.reports());
      if (part.values() instanceof double[][] next) {
        if (distances == null) {
          distances = next;
        } else {
          Distances.add(distances, next);
        }
      }
    }
    int count = distances == null ? 0 : distances.length;
    Optional<String> obstacle = rule.obstacle(count);
    if (distances == null || obstacle.isPresent()) {
      return new RoundResult(null, reports, obstacle.orElse(""));
    }
    Gathered gathered = gather(vectors, Product.COMBINATION, rule, rule.chosen(distances));
    return new RoundResult(floats(gathered), gathered.reports, "");
  }

  private RoundResult secure(RoundTask task) throws IOException {
    if (task.slots() < MaskGraph.LEAST) {
      return new RoundResult(
          null, List.of(), "fewer than " + MaskGraph.LEAST + " clients were drawn to hide among");
    }
    SecureRounds with = Objects.requireNonNull(rounds);
    SecureExchange exchange =
        new SecureExchange(
            spark, task, with.attempts().get(), seed, combination.neighbours(), tasks(task));
    Masking masking =
        exchange.open(new Quantisation(task.slots(), combination.range()), with.weightUnit());
    Gathered gathered =
        gather(
            shuffled(new SlotTask(task, width, true, masking), task),
            Product.MASKED_SUM,
            null,
            null);
    if (gathered.blocks.isEmpty()) {
      return new RoundResult(null, gathered.reports, "");
    }
    int[] sum = new int[width];
    for (BlockResult block : gathered.blocks) {
      int[] values = (int[]) Objects.requireNonNull(block.values());
      System.arraycopy(values, 0, sum, block.block() * Blocks.LENGTH, values.length);
    }
    Optional<String> obstacle = exchange.unmask(masking, gathered.reports, with.survivors(), sum);
    if (obstacle.isPresent()) {
      return new RoundResult(null, gathered.reports, obstacle.get());
    }
    float[] total = new float[length];
    for (int i = 0; i < length; i++) {
      total[i] = (float) (masking.quantisation().decode(sum[i]) * with.weightUnit());
    }
    long parts = gathered.reports.stream().filter(report -> report.leftOut() == null).count();
    double cut =
        masking.quantisation().decode(sum[length]) / combination.range() / Math.max(1, parts);
    return new RoundResult(total, sum[length + 1], gathered.reports, "", Map.of("cut-share", cut));
  }

  /**
   * What reached the driver.
   *
   * @param blocks the blocks that some client has a part in, by number
   * @param reports the reports, by slot
   */
  private record Gathered(List<BlockResult> blocks, List<ClientReport> reports) {}

  private JavaPairRDD<PieceKey, Piece> shuffled(SlotTask slots, RoundTask task) {
    List<Integer> all = IntStream.range(0, task.slots()).boxed().toList();
    return spark
        .parallelize(all, tasks(task))
        .mapPartitionsToPair(slots)
        .repartitionAndSortWithinPartitions(new Blocks(width, spark.defaultParallelism()));
  }

  private int tasks(RoundTask task) {
    int wanted = partitions > 0 ? partitions : TASKS_OF_A_CORE * spark.defaultParallelism();
    return Math.min(task.slots(), wanted);
  }

  private static Gathered gather(
      JavaPairRDD<PieceKey, Piece> shuffled,
      Product product,
      @Nullable RobustRule rule,
      int @Nullable [] chosen) {
    List<BlockResult> blocks = new ArrayList<>();
    List<ClientReport> reports = new ArrayList<>();
    for (BlockResult result :
        shuffled.mapPartitions(new BlockTask(product, rule, chosen)).collect()) {
      reports.addAll(result.reports());
      if (result.values() != null) {
        blocks.add(result);
      }
    }
    return new Gathered(blocks, reports);
  }

  private float @Nullable [] floats(Gathered gathered) {
    if (gathered.blocks.isEmpty()) {
      return null;
    }
    float[] vector = new float[length];
    for (BlockResult block : gathered.blocks) {
      float[] values = (float[]) Objects.requireNonNull(block.values());
      System.arraycopy(values, 0, vector, block.block() * Blocks.LENGTH, values.length);
    }
    return vector;
  }
}
