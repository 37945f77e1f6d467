package dev.nightshift.runtime.model;

import dev.nightshift.eval.answer.AnswerPlan;
import dev.nightshift.eval.answer.Answerer;
import dev.nightshift.eval.request.ItemAnswer;
import dev.nightshift.eval.request.ItemRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;

/**
 * Answers the requests of one partition with the model that the process holds.
 *
 * <p>The answer to a request does not depend on the requests beside it, so neither the partitions
 * nor the batches show in the result.
 */
final class AnswerSlice implements FlatMapFunction<Iterator<ItemRequest>, ItemAnswer> {

  private static final long serialVersionUID = 1L;

  private final String folder;
  private final String digest;
  private final AnswerPlan plan;
  private final int batchSize;

  AnswerSlice(String folder, String digest, AnswerPlan plan, int batchSize) {
    this.folder = folder;
    this.digest = digest;
    this.plan = plan;
    this.batchSize = batchSize;
  }

  @Override
  public Iterator<ItemAnswer> call(Iterator<ItemRequest> rows) {
    List<ItemRequest> requests = new ArrayList<>();
    rows.forEachRemaining(requests::add);
    if (requests.isEmpty()) {
      return List.<ItemAnswer>of().iterator();
    }
    try (ModelHolder.Lease lease = ModelHolder.process().borrow(Path.of(folder), digest)) {
      return new Answerer(lease.model(), lease.prefixes(), batchSize)
          .answer(requests, plan)
          .iterator();
    }
  }
}
