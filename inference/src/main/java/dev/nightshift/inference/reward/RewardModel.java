package dev.nightshift.inference.reward;

import dev.nightshift.inference.LanguageModel;
import dev.nightshift.inference.digest.ModelDigest;
import dev.nightshift.inference.model.Head;
import dev.nightshift.schema.error.Faults;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model that gives each answer to a prompt a number, the greater the better: a decoder with a
 * scalar head, r = w · h, with h the state of the last token (transformers' {@code
 * …ForSequenceClassification} with one label; Stiennon et al. 2020, "Learning to summarize from
 * human feedback", section 3.4).
 *
 * <p><b>A score never depends on the batch</b>, bit for bit: each answer goes through the model by
 * itself. Safe for use by several threads. Owns native memory.
 */
public final class RewardModel implements AutoCloseable {

  private final LanguageModel model;

  private RewardModel(LanguageModel model) {
    this.model = model;
  }

  /**
   * Loads a model folder.
   *
   * @throws dev.nightshift.schema.error.RequestException with every fault of the folder, or if it
   *     is no reward model
   */
  public static RewardModel load(Path folder) {
    return load(folder, null);
  }

  /**
   * Loads a model folder with an adapter.
   *
   * @param adapter a PEFT folder, whose saved modules replace the model's, or null
   */
  public static RewardModel load(Path folder, @Nullable Path adapter) {
    return new RewardModel(LabelPass.load(folder, adapter, Head.REWARD, "reward model"));
  }

  /**
   * The reward of each answer, in the order of the requests. Where a prompt and its answer do not
   * fit into the model's context, the prompt loses its beginning.
   *
   * @param prompts what is answered
   * @param completions an answer to each
   * @throws dev.nightshift.schema.error.RequestException with every row that cannot be scored
   */
  public double[] score(List<String> prompts, List<String> completions) {
    if (prompts.size() != completions.size()) {
      throw new IllegalArgumentException(
          prompts.size() + " prompts have " + completions.size() + " completions");
    }
    Faults faults = new Faults();
    List<int[]> texts = new ArrayList<>();
    for (int i = 0; i < prompts.size(); i++) {
      int[] ids =
          RewardTokens.of(
                  model.requireTokenizer(),
                  model.config(),
                  prompts.get(i),
                  completions.get(i),
                  model.config().maxPositions())
              .ids();
      LabelPass.check(model, ids, "row " + i, faults);
      texts.add(ids);
    }
    faults.throwIfAny();
    double[] scores = new double[texts.size()];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = score(texts.get(i));
    }
    return scores;
  }

  /** The reward of token ids, read at the last of them. */
  public double score(int[] ids) {
    return LabelPass.of(model, ids, ids.length - 1)[0];
  }

  /** The digests of the model. */
  public ModelDigest digest() {
    return model.digest();
  }

  @Override
  public void close() {
    model.close();
  }
}
