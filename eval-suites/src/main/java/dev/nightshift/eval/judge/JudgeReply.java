package dev.nightshift.eval.judge;

import java.io.Serializable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a judge said.
 *
 * @param text its words; for a refusal its reason
 * @param refused whether it declined to judge
 * @param logProbabilities log-probability of each option in nats; empty where the judge gives none
 * @param attempts requests that were sent until it replied
 */
public record JudgeReply(
    String text, boolean refused, Map<String, Double> logProbabilities, int attempts)
    implements Serializable {

  public JudgeReply {
    logProbabilities = Collections.unmodifiableMap(new LinkedHashMap<>(logProbabilities));
  }

  /** Words. */
  static JudgeReply said(String text, int attempts) {
    return new JudgeReply(text, false, Map.of(), attempts);
  }

  /** A refusal. */
  static JudgeReply refusal(String reason, int attempts) {
    return new JudgeReply(reason, true, Map.of(), attempts);
  }
}
