package dev.nightshift.inference.score;

/** Which token stands before a text whose first token could otherwise not be scored. */
public enum StartRule {
  /** BOS where the tokenizer's own post-processor puts it, else nothing. */
  TOKENIZER,
  /**
   * As above; and where nothing would stand before the first token, BOS if the tokenizer names one,
   * else EOS (lm-evaluation-harness's prefix token).
   */
  BOS_OR_EOS
}
