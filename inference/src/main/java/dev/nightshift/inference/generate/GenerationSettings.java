package dev.nightshift.inference.generate;

import dev.nightshift.schema.error.Faults;
import java.util.List;

/**
 * How continuations are chosen.
 *
 * @param maxTokens most tokens of a continuation
 * @param temperature what scores are divided by before drawing; 0 takes the likeliest token
 * @param topK draws among the k likeliest tokens only; 0 for all
 * @param topP draws among the fewest likeliest tokens whose probabilities reach p (Holtzman et al.
 *     2020, nucleus sampling); 1 for all
 * @param seed seed of all draws
 * @param stops texts that end every continuation
 * @param ignoreEos whether a token that ends a text counts like any other
 * @param batchSize how many requests are planned together; never changes a continuation
 */
public record GenerationSettings(
    int maxTokens,
    double temperature,
    int topK,
    double topP,
    long seed,
    List<String> stops,
    boolean ignoreEos,
    int batchSize) {

  /** Requests that are planned together unless a caller says otherwise. */
  public static final int DEFAULT_BATCH_SIZE = 64;

  public GenerationSettings {
    stops = List.copyOf(stops);
    Faults faults = new Faults();
    if (maxTokens < 1) {
      faults.add("max-tokens is " + maxTokens, "", "Give at least 1.");
    }
    if (!(temperature >= 0) || Double.isInfinite(temperature)) {
      faults.add("temperature is " + temperature, "", "Give 0 (greedy) or a positive number.");
    }
    if (topK < 0) {
      faults.add("top-k is " + topK, "", "Give 0 (all tokens) or a positive number.");
    }
    if (!(topP > 0 && topP <= 1)) {
      faults.add("top-p is " + topP, "", "Give a number above 0 and at most 1.");
    }
    if (batchSize < 1) {
      faults.add("batch-size is " + batchSize, "", "Give at least 1.");
    }
    if (stops.contains("")) {
      faults.add("a stop string is empty", "", "Remove it.");
    }
    faults.throwIfAny();
  }

  /** The likeliest token each time. */
  public static GenerationSettings greedy(int maxTokens) {
    return new GenerationSettings(maxTokens, 0, 0, 1, 0, List.of(), false, DEFAULT_BATCH_SIZE);
  }

  /** The same, drawing at a temperature. */
  public GenerationSettings withTemperature(double newTemperature, long newSeed) {
    return new GenerationSettings(
        maxTokens, newTemperature, topK, topP, newSeed, stops, ignoreEos, batchSize);
  }

  /** The same, drawing among the k likeliest tokens only. */
  public GenerationSettings withTopK(int newTopK) {
    return new GenerationSettings(
        maxTokens, temperature, newTopK, topP, seed, stops, ignoreEos, batchSize);
  }

  /** The same, drawing among the likeliest tokens that make up a probability only. */
  public GenerationSettings withTopP(double newTopP) {
    return new GenerationSettings(
        maxTokens, temperature, topK, newTopP, seed, stops, ignoreEos, batchSize);
  }

  /** The same with these stop strings. */
  public GenerationSettings withStops(List<String> newStops) {
    return new GenerationSettings(
        maxTokens, temperature, topK, topP, seed, newStops, ignoreEos, batchSize);
  }

  /** The same, going on past tokens that end a text. */
  public GenerationSettings ignoringEos() {
    return new GenerationSettings(maxTokens, temperature, topK, topP, seed, stops, true, batchSize);
  }

  /** The same, planning so many requests together. */
  public GenerationSettings withBatchSize(int newBatchSize) {
    return new GenerationSettings(
        maxTokens, temperature, topK, topP, seed, stops, ignoreEos, newBatchSize);
  }
}
