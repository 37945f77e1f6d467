package dev.nightshift.training.curriculum;

import dev.nightshift.training.state.TrainingSettings;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;

/**
 * A curriculum over prepared examples, as it travels to the workers.
 *
 * @param settings the curriculum
 * @param difficulties file of the difficulty of each example
 */
public record CurriculumPlan(CurriculumSettings settings, String difficulties)
    implements Serializable {

  /**
   * The source of a training under this curriculum.
   *
   * @param count number of examples, for a check
   * @param assembly makes batches of examples
   * @param losses of single examples
   */
  public <B> CurriculumSource<B> source(
      TrainingSettings training, int count, Assembly<B> assembly, ExampleLosses<B> losses)
      throws IOException {
    Difficulties read = Difficulties.read(Path.of(difficulties));
    if (read.count() != count) {
      throw new IOException(
          difficulties + " tells of " + read.count() + " examples, and there are " + count);
    }
    return new CurriculumSource<>(settings, read, training.seed(), assembly, losses);
  }
}
