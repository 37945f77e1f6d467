package dev.nightshift.training.meta;

import dev.nightshift.training.decoder.WorkingModel;
import dev.nightshift.training.lm.TokenBatch;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Adapting a language model to tasks in words from a few answered prompts.
 *
 * @param seed the run's seed
 * @param data folder of the examples, see {@link LanguageExamples}
 * @param shots examples of the support
 * @param queries examples of the query
 * @param padding the token that fills rows
 */
public record LanguageProtocol(long seed, String data, int shots, int queries, int padding)
    implements Protocol<TokenBatch> {

  public LanguageProtocol {
    if (shots < 1 || queries < 1) {
      throw new IllegalArgumentException(shots + " shots and " + queries + " queries");
    }
  }

  @Override
  public String name() {
    return "language";
  }

  @Override
  public TaskFamily<TokenBatch> tasks() throws IOException {
    return new LanguageTasks(Path.of(data), this);
  }

  @Override
  public Learner<TokenBatch> learner(Path checkpoint) {
    return new LanguageLearner(WorkingModel.config(checkpoint));
  }

  @Override
  public boolean classifies() {
    return false;
  }

  @Override
  public boolean repeatsTasks() {
    return true;
  }
}
