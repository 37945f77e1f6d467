package dev.nightshift.eval.reward;

import java.util.Map;

/**
 * A completion that is to be rewarded.
 *
 * @param prompt what was asked, as the policy saw it
 * @param completion what the policy wrote
 * @param completionTokens its tokens, the end token included where there is one
 * @param finished whether it ended by itself; false where it was cut off
 * @param fields further fields of the prompt's row, such as {@code answer} or {@code tests}
 */
public record RewardRequest(
    String prompt,
    String completion,
    int completionTokens,
    boolean finished,
    Map<String, String> fields) {

  public RewardRequest {
    fields = Map.copyOf(fields);
  }
}
