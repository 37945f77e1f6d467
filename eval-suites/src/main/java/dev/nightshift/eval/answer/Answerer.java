package dev.nightshift.eval.answer;

import dev.nightshift.inference.LanguageModel;
import dev.nightshift.inference.generate.Generation;
import dev.nightshift.inference.generate.GenerationRequest;
import dev.nightshift.inference.generate.GenerationSettings;
import dev.nightshift.inference.generate.Generator;
import dev.nightshift.inference.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Answers prompts with the likeliest token at each step. The answer to a prompt depends on neither
 * the batch size nor the prompts beside it ({@link Generator}). A prompt that leaves no room for
 * its answer loses tokens at its start, as in lm-evaluation-harness.
 */
public final class Answerer {

  /** Names the way in which answers are computed: a part of the settings of a result. */
  public static final String VERSION = "greedy-1";

  private final LanguageModel model;
  private final Tokenizer tokenizer;
  private final int batchSize;

  /**
   * An answerer.
   *
   * @param model with a tokenizer; it stays the caller's
   * @param batchSize prompts that are answered together, at least 1
   */
  public Answerer(LanguageModel model, int batchSize) {
    this.model = model;
    this.tokenizer = model.requireTokenizer();
    this.batchSize = batchSize;
  }

  /**
   * The answers, in the order of the prompts.
   *
   * @param prompts what the model sees
   * @param until texts that end an answer; they are no part of it
   * @param maxTokens most tokens of an answer, at least 1
   */
  public List<String> answer(List<String> prompts, List<String> until, int maxTokens) {
    List<GenerationRequest> requests = new ArrayList<>(prompts.size());
    for (int i = 0; i < prompts.size(); i++) {
      requests.add(
          GenerationRequest.ofTokens(Integer.toString(i), tokens(prompts.get(i), maxTokens)));
    }
    GenerationSettings settings =
        GenerationSettings.greedy(maxTokens).withStops(until).withBatchSize(batchSize);
    return Generator.generate(model, requests, settings).stream().map(Generation::text).toList();
  }

  private int[] tokens(String prompt, int maxTokens) {
    int[] ids = tokenizer.encode(prompt, true);
    int room = Math.max(1, model.config().maxPositions() - maxTokens);
    return ids.length <= room ? ids : Arrays.copyOfRange(ids, ids.length - room, ids.length);
  }
}
