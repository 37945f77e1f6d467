package dev.nightshift.inference.reward;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nightshift.inference.LanguageModel;
import dev.nightshift.inference.digest.ModelDigest;
import dev.nightshift.inference.model.Head;
import dev.nightshift.inference.model.ModelConfig;
import dev.nightshift.inference.tokenizer.AnswerTokens;
import dev.nightshift.schema.error.Faults;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A model that says of each step of an answer how probably it is right (Uesato et al. 2022,
 * "Solving math word problems with process- and outcome-based feedback"; Lightman et al. 2023,
 * "Let's verify step by step", section 2.6): a decoder with a head of two labels, wrong and right,
 * read at the end of each step (transformers' {@code …ForTokenClassification}, as TRL trains it).
 *
 * <p>A score never depends on the batch, bit for bit. Safe for use by several threads. Owns native
 * memory.
 */
public final class ProcessRewardModel implements AutoCloseable {

  /** The key of {@code config.json} that keeps what stands after each step. */
  public static final String SEPARATOR = "step_separator";

  private static final String NEW_LINE = "\n";

  private final LanguageModel model;
  private final String separator;

  private ProcessRewardModel(LanguageModel model) {
    this.model = model;
    this.separator = separator(model.config());
  }

  /**
   * Loads a model folder.
   *
   * @throws dev.nightshift.schema.error.RequestException with every fault of the folder, or if it
   *     is no process reward model
   */
  public static ProcessRewardModel load(Path folder) {
    return new ProcessRewardModel(
        LabelPass.load(folder, null, Head.STEPS, "process reward model"));
  }

  /** What stands after each step: as the configuration says, else a line feed as TRL has it. */
  public static String separator(ModelConfig config) {
    JsonNode kept = config.source().path(SEPARATOR);
    return kept.isTextual() ? kept.textValue() : NEW_LINE;
  }

  /**
   * The probability that each step is right, given all before it.
   *
   * @param prompts what is answered
   * @param steps the steps of an answer to each, without their separator
   * @return a number in [0, 1] per step; fewer where steps did not fit into the model's context
   * @throws dev.nightshift.schema.error.RequestException with every row that cannot be scored
   */
  public List<double[]> score(List<String> prompts, List<List<String>> steps) {
    if (prompts.size() != steps.size()) {
      throw new IllegalArgumentException(
          prompts.size() + " prompts have " + steps.size() + " lists of steps");
    }
    Faults faults = new Faults();
    List<StepTokens> texts = new ArrayList<>();
    for (int i = 0; i < prompts.size(); i++) {
      if (steps.get(i).stream().anyMatch(String::isBlank)) {
        faults.add("a step is empty", "row " + i, "Leave it out.");
      }
      StepTokens tokens =
          StepTokens.of(
              model.requireTokenizer(),
              AnswerTokens.end(model.requireTokenizer(), model.config().eosTokenIds()),
              prompts.get(i),
              steps.get(i),
              separator,
              model.config().maxPositions());
      LabelPass.check(model, tokens.ids(), "row " + i, faults);
      texts.add(tokens);
    }
    faults.throwIfAny();
    return texts.stream().map(this::score).toList();
  }

  private double[] score(StepTokens tokens) {
    if (tokens.ends().length == 0) {
      return new double[0];
    }
    double[] labels = LabelPass.of(model, tokens.ids(), tokens.ends());
    double[] right = new double[tokens.ends().length];
    for (int i = 0; i < right.length; i++) {
      right[i] = LabelPass.second(labels[2 * i], labels[2 * i + 1]);
    }
    return right;
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
