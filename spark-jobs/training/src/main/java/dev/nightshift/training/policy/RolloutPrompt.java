package dev.nightshift.training.policy;

import java.io.Serializable;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * A prompt that policies answer.
 *
 * @param id digest of the prompt and its fields
 * @param text the prompt
 * @param tokens the token ids that the model sees
 * @param fields further fields that rewards read, such as the right answer
 */
public record RolloutPrompt(String id, String text, int[] tokens, Map<String, String> fields)
    implements Serializable {

  public RolloutPrompt {
    tokens = tokens.clone();
    fields = Collections.unmodifiableMap(new TreeMap<>(fields));
  }
}
