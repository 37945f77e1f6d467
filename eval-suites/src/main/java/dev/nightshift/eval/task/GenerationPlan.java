package dev.nightshift.eval.task;

import java.util.List;

/**
 * How an answer is generated: {@code generation_kwargs}.
 *
 * @param until texts that end an answer; they are no part of it
 * @param maxTokens most tokens of an answer ({@code max_gen_toks})
 * @param temperature 0 for the likeliest token each time
 * @param topK only the k likeliest tokens; 0 for all
 * @param topP only the likeliest tokens that make up this probability
 */
public record GenerationPlan(
    List<String> until, int maxTokens, double temperature, int topK, double topP) {

  public GenerationPlan {
    until = List.copyOf(until);
  }
}
