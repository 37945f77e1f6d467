package dev.nightshift.synthesis.constitutional;

import java.io.Serializable;

/**
 * How pairs are made.
 *
 * @param form by revision or by feedback
 * @param revisions rounds of critique and revision, at least 1
 * @param maxTokens most tokens of an answer, a critique or a revision
 * @param temperature of the draws; 0 takes the likeliest token
 * @param topP draws among the likeliest tokens that make up this probability
 * @param seed seed of all draws
 */
public record ChainSettings(
    Form form, int revisions, int maxTokens, double temperature, double topP, long seed)
    implements Serializable {

  private static final long serialVersionUID = 1L;

  /** Where the preferred answer comes from. */
  public enum Form {
    /** The last revision is preferred to the first answer (Bai et al. 2022, section 3.1). */
    REVISION,
    /** Of two answers the one that the model prefers (Bai et al. 2022, section 4.1). */
    FEEDBACK
  }
}
