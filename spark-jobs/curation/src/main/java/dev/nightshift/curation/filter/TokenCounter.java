package dev.nightshift.curation.filter;

import java.io.Serializable;

/** Counts the tokens that a language model's tokenizer makes of a text. */
@FunctionalInterface
public interface TokenCounter extends Serializable {

  /** The number of tokens, special ones left out. */
  long count(String text);
}
