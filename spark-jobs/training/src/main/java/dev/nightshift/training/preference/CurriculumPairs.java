package dev.nightshift.training.preference;

import dev.nightshift.training.curriculum.Assembly;
import dev.nightshift.training.curriculum.Candidate;
import dev.nightshift.training.preference.loss.StepStatistics;
import java.util.Map;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;

/** Batches of the pairs that a curriculum gives, in the order in which it gives them. */
final class CurriculumPairs implements Assembly<PairBatch> {

  private final PairReader reader;
  private final PairSource.Statistics statistics;
  private final int batchSize;
  private final int microBatchSize;

  CurriculumPairs(
      PairReader reader, PairSource.Statistics statistics, int batchSize, int microBatchSize) {
    this.reader = reader;
    this.statistics = statistics;
    this.batchSize = batchSize;
    this.microBatchSize = microBatchSize;
  }

  @Override
  public int least() {
    return batchSize;
  }

  @Override
  public PairBatch single(Candidate candidate) {
    return reader.batch(new int[] {candidate.example()});
  }

  @Override
  public Filled<PairBatch> fill(
      long step, Map<String, Tensor> parameters, Supplier<Candidate> candidates) {
    int[] taken = new int[batchSize];
    for (int i = 0; i < batchSize; i++) {
      taken[i] = candidates.get().example();
    }
    StepStatistics known = statistics.of(parameters, taken);
    return new Filled<>(
        taken,
        (batchSize + microBatchSize - 1) / microBatchSize,
        index -> reader.batch(StepMeasure.part(taken, index, microBatchSize)).with(known));
  }
}
