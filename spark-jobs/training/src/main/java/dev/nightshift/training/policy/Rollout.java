package dev.nightshift.training.policy;

import java.io.Serializable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An answer of a policy with its reward: a row of {@code rollouts}.
 *
 * @param iteration the iteration, from 0
 * @param position its place in the iteration, from 0: prompt after prompt, answer after answer
 * @param promptId the prompt's digest
 * @param sample number of the answer to the prompt, from 0
 * @param policyDigest the model that answered
 * @param prompt the prompt
 * @param promptTokens token ids that the model saw
 * @param completion the answer, without special tokens
 * @param tokens token ids that were drawn, the one that ended it included
 * @param finish {@code eos}, {@code stop} or {@code length}
 * @param rewards parts of the reward by name, without their weights
 * @param reward the weighted sum
 */
public record Rollout(
    long iteration,
    long position,
    String promptId,
    long sample,
    String policyDigest,
    String prompt,
    List<Integer> promptTokens,
    String completion,
    List<Integer> tokens,
    String finish,
    Map<String, Double> rewards,
    double reward)
    implements Serializable {

  /** How an answer ends that was cut off. */
  public static final String CUT_OFF = "length";

  public Rollout {
    promptTokens = List.copyOf(promptTokens);
    tokens = List.copyOf(tokens);
    rewards = Collections.unmodifiableMap(new LinkedHashMap<>(rewards));
  }

  /** Whether the policy ended the answer itself. */
  public boolean finished() {
    return !finish.equals(CUT_OFF);
  }
}
