package dev.nightshift.evaluation.spark;

import dev.nightshift.eval.judge.Judge;
import dev.nightshift.eval.judge.JudgeReply;
import dev.nightshift.eval.judge.JudgeRequest;
import dev.nightshift.eval.judge.LocalVerdict;
import dev.nightshift.inference.tokenizer.ChatTemplate;
import dev.nightshift.runtime.model.ModelHolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.SparkSession;

/** A local model as a judge, its requests spread over partitions; replies do not depend on them. */
final class SpreadJudge implements Judge {

  private final SparkSession spark;
  private final Path folder;
  private final String digest;
  private final LocalVerdict verdict;
  private final String name;
  private final int partitions;

  /**
   * @param digest the model's digest
   * @param verdict how the model gives its verdicts
   * @param partitions slices of the requests; 0 for one on a local master, else Spark's parallelism
   */
  SpreadJudge(
      SparkSession spark, Path folder, String digest, LocalVerdict verdict, int partitions) {
    this.spark = spark;
    this.folder = folder;
    this.digest = digest;
    this.verdict = verdict;
    this.name = verdict.name(digest, ChatTemplate.load(folder));
    this.partitions = partitions;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<JudgeReply> ask(List<JudgeRequest> requests) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    int wanted = partitions > 0 ? partitions : context.isLocal() ? 1 : context.defaultParallelism();
    int slices = Math.max(1, Math.min(wanted, requests.size()));
    return context
        .parallelize(new ArrayList<>(requests), slices)
        .mapPartitions(slice(folder.toString(), digest, verdict, name))
        .collect();
  }

  private static FlatMapFunction<Iterator<JudgeRequest>, JudgeReply> slice(
      String folder, String digest, LocalVerdict verdict, String name) {
    return rows -> {
      List<JudgeRequest> requests = new ArrayList<>();
      rows.forEachRemaining(requests::add);
      if (requests.isEmpty()) {
        return List.<JudgeReply>of().iterator();
      }
      Path path = Path.of(folder);
      Optional<ChatTemplate> template = ChatTemplate.load(path);
      try (ModelHolder.Lease lease = ModelHolder.process().borrow(path, digest)) {
        return verdict.judge(lease.model(), template, name).ask(requests).iterator();
      }
    };
  }
}
