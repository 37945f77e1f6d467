package dev.nightshift.training.curriculum;

import dev.nightshift.training.state.CheckpointStore;
import dev.nightshift.training.state.TrainingSession;
import dev.nightshift.training.trainer.Evaluation;
import dev.nightshift.training.trainer.StepReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A training under a curriculum: tells the teacher how each step went, tells {@code competence}
 * with each step, and keeps the curriculum and what was consumed with the checkpoint.
 */
public final class CurriculumSession implements TrainingSession {

  private final TrainingSession inner;
  private final CurriculumSource<?> source;

  /**
   * A session.
   *
   * @param inner takes the steps; closed with this one
   * @param source where its batches come from
   */
  public CurriculumSession(TrainingSession inner, CurriculumSource<?> source) {
    this.inner = inner;
    this.source = source;
  }

  @Override
  public long step() {
    return inner.step();
  }

  @Override
  public StepReport next() {
    StepReport report = inner.next();
    Map<String, Double> metrics = new LinkedHashMap<>(report.metrics());
    metrics.put("competence", source.competence());
    source.heard(report);
    return new StepReport(
        report.step(),
        report.loss(),
        report.units(),
        report.tokens(),
        report.gradientNorm(),
        report.learningRate(),
        metrics);
  }

  @Override
  public Evaluation evaluate() {
    return inner.evaluate();
  }

  @Override
  public boolean evaluatesTogether() {
    return inner.evaluatesTogether();
  }

  @Override
  public void save(Path folder) throws IOException {
    inner.save(folder);
    Path training = Files.createDirectories(folder.resolve(CheckpointStore.TRAINING));
    Consumed.write(training, source.consumed());
    source.told().write(training);
  }

  @Override
  public void contribute() {
    inner.contribute();
  }

  @Override
  public void close() {
    inner.close();
  }
}
