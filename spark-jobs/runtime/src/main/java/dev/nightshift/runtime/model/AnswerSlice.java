package dev.nightshift.runtime.model;

import dev.nightshift.eval.answer.Answerer;
import dev.nightshift.eval.task.TaskRequest;
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
final class AnswerSlice implements FlatMapFunction<Iterator<TaskRequest>, Answer> {

  private static final long serialVersionUID = 1L;

  private final String folder;
  private final String digest;
  private final ArrayList<String> until;
  private final int maxTokens;
  private final int batchSize;

  AnswerSlice(String folder, String digest, List<String> until, int maxTokens, int batchSize) {
    this.folder = folder;
    this.digest = digest;
    this.until = new ArrayList<>(until);
    this.maxTokens = maxTokens;
    this.batchSize = batchSize;
  }

  @Override
  public Iterator<Answer> call(Iterator<TaskRequest> rows) {
    List<TaskRequest> requests = new ArrayList<>();
    rows.forEachRemaining(requests::add);
    if (requests.isEmpty()) {
      return List.<Answer>of().iterator();
    }
    try (ModelHolder.Lease lease = ModelHolder.process().borrow(Path.of(folder), digest)) {
      List<String> texts =
          new Answerer(lease.model(), batchSize)
              .answer(requests.stream().map(TaskRequest::prompt).toList(), until, maxTokens);
      List<Answer> answers = new ArrayList<>(requests.size());
      for (int i = 0; i < texts.size(); i++) {
        answers.add(new Answer(requests.get(i).position(), texts.get(i)));
      }
      return answers.iterator();
    }
  }
}
